import { useEffect, useRef, type RefObject } from 'react';
import uPlot from 'uplot';
import type { Column } from './align';

export interface Plot {
  /** What is not data or size: a change of it makes a new plot. */
  options: Omit<uPlot.Options, 'width' | 'height'>;
  times: readonly number[];
  columns: ReadonlyArray<Readonly<Column>>;
  height: number;
}

/**
 * Keeps a uPlot inside `box` and in `plot`: built anew when the options change, fed when only the data does,
 * resized with the box, destroyed with the component.
 */
export function usePlot(
  box: RefObject<HTMLElement | null>,
  plot: RefObject<uPlot | null>,
  { options, times, columns, height }: Plot,
): void {
  const latest = useRef<uPlot.AlignedData>([[]]);
  const fed = useRef<uPlot.AlignedData | null>(null);

  // uPlot reads the arrays and never writes to them; its types do not say so.
  useEffect(() => {
    latest.current = [times as number[], ...(columns as Column[])];
  }, [times, columns]);

  useEffect(() => {
    const parent = box.current;
    if (!parent) return;
    const u = new uPlot({ ...options, width: parent.clientWidth, height }, latest.current, parent);
    plot.current = u;
    fed.current = latest.current;
    const observer = new ResizeObserver(() => {
      if (parent.clientWidth > 0 && parent.clientWidth !== u.width) u.setSize({ width: parent.clientWidth, height });
    });
    observer.observe(parent);
    return () => {
      observer.disconnect();
      u.destroy();
      plot.current = null;
    };
  }, [box, plot, options, height]);

  useEffect(() => {
    if (!plot.current || fed.current === latest.current) return;
    fed.current = latest.current;
    plot.current.setData(latest.current);
  }, [plot, times, columns]);
}
