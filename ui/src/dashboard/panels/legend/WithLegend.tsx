import type { ReactNode } from 'react';
import { Legend, type LegendItem, type LegendOptions } from './Legend';
import css from './WithLegend.module.css';

interface WithLegendProps {
  items: LegendItem[];
  options: LegendOptions;
  width: number;
  height: number;
  onIsolate: (key: string) => void;
  onToggle: (key: string) => void;
  onHighlight: (key: string | null) => void;
  children: (width: number, height: number) => ReactNode;
}

const line = 22;
const padding = 8;

/** Divides a panel between its picture and its legend, below or at the right. */
export function WithLegend({ items, options, width, height, children, ...actions }: WithLegendProps) {
  if (!options.showLegend) return <div className={css.picture}>{children(width, height)}</div>;
  // Beside a legend there must be room for a picture; narrow panels have it below.
  const right = options.placement === 'right' && width > 320;
  const legendWidth = right ? Math.min(options.width ?? 0.35 * width, 0.6 * width) : width;
  const legendHeight = right ? height : Math.min(roomFor(items.length, options, width), 0.35 * height);
  const [w, h] = right ? [width - legendWidth, height] : [width, height - legendHeight];
  return (
    <div className={css.split} data-placement={right ? 'right' : 'bottom'}>
      <div className={css.picture}>{children(Math.floor(w), Math.floor(h))}</div>
      <div className={css.legend} style={right ? { width: legendWidth } : { height: legendHeight }}>
        <Legend items={items} options={{ ...options, placement: right ? 'right' : 'bottom' }} {...actions} />
      </div>
    </div>
  );
}

function roomFor(items: number, { displayMode, calcs }: LegendOptions, width: number): number {
  if (displayMode === 'table') return (items + 1) * line + padding;
  const perLine = Math.max(1, Math.floor(width / (130 + 80 * calcs.length)));
  return Math.ceil(items / perLine) * line + padding;
}
