import { useEffect, useRef, type RefObject } from 'react';
import uPlot from 'uplot';
import type { Column } from './align';

interface Size {
  /** Left out, the plot is as wide as its box; to find out costs a layout of the page. */
  width?: number;
  height: number;
}

export interface Plot extends Size {
  /** What is not data or size: a change of it makes a new plot. */
  options: Omit<uPlot.Options, 'width' | 'height'>;
  times: readonly number[];
  /** Null is a gap; undefined is where another column has a time of its own. */
  columns: ReadonlyArray<ReadonlyArray<Column[number] | undefined>>;
}

/**
 * Keeps a uPlot inside `box` and in `plot`: built anew when the options change, fed when only the data does,
 * resized with the box, destroyed with the component.
 */
export function usePlot(
  box: RefObject<HTMLElement | null>,
  plot: RefObject<uPlot | null>,
  { options, times, columns, width, height }: Plot,
): void {
  const latest = useRef<uPlot.AlignedData>([[]]);
  const fed = useRef<uPlot.AlignedData | null>(null);
  const size = useRef<Size>({ width, height });

  // uPlot reads the arrays and never writes to them; its types do not say so.
  useEffect(() => {
    latest.current = [times as number[], ...(columns as Column[])];
  }, [times, columns]);

  useEffect(() => {
    size.current = { width, height };
    if (plot.current) fit(plot.current, size.current, box.current);
  }, [box, plot, width, height]);

  useEffect(() => {
    const parent = box.current;
    if (!parent) return;
    const u = new uPlot({ ...options, ...measured(size.current, parent) }, latest.current, parent);
    plot.current = u;
    fed.current = latest.current;
    const observer = new ResizeObserver(() => fit(u, size.current, parent));
    if (size.current.width === undefined) observer.observe(parent);
    return () => {
      observer.disconnect();
      u.destroy();
      plot.current = null;
    };
  }, [box, plot, options]);

  useEffect(() => {
    if (!plot.current || fed.current === latest.current) return;
    fed.current = latest.current;
    plot.current.setData(latest.current);
  }, [plot, times, columns]);
}

function fit(u: uPlot, size: Size, box: HTMLElement | null): void {
  const { width, height } = measured(size, box);
  if (width > 0 && (u.width !== width || u.height !== height)) u.setSize({ width, height });
}

const measured = ({ width, height }: Size, box: HTMLElement | null) => ({ width: width ?? box?.clientWidth ?? 0, height });
