import type { RefObject } from 'react';
import type uPlot from 'uplot';
import { formatMoment } from '../../../chart/timeTicks';
import type { Hover } from '../../../chart/useHover';
import { useScheme } from '../../../parts/useScheme';
import { formattedValueToString, themes } from '../../grafana';
import type { PanelAnnotation } from '../contract';
import { Marks } from '../tooltip/Marks';
import { Tooltip, type TooltipRow } from '../tooltip/Tooltip';
import { marksAt } from './marks';
import type { Line, Lines } from './series';

interface TimeTooltipProps {
  hover: Hover;
  plot: RefObject<uPlot | null>;
  marks: readonly PanelAnnotation[];
  lines: Lines;
  height: number;
  isHidden: (line: Line) => boolean;
  options: Record<string, unknown>;
  timeZone: string;
}

interface TooltipOptions {
  mode: 'single' | 'multi' | 'none';
  sort: 'none' | 'asc' | 'desc';
  hideZeros?: boolean;
}

const mostRows = 20;
/** Where the pointer is in another panel, tooltips stand in all of them, and there is no line that it is near to. */
const mostBorrowed = 8;
/** So near, in CSS pixels, the pointer is at a mark. */
const markReach = 5;

/** What the lines are at the crosshair: the nearest one, or all of them, as the panel says. */
export function TimeTooltip({ hover, plot, marks, lines, height, isHidden, options, timeZone }: TimeTooltipProps) {
  const scheme = useScheme();
  const { mode, sort, hideZeros } = { mode: 'single', sort: 'none', ...(options.tooltip as object) } as TooltipOptions;
  const time = lines.times[hover.row];
  if (mode === 'none' || time === undefined) return null;
  const all = rowsAt(lines, hover, isHidden).filter(({ value }) => !hideZeros || value !== 0);
  const rows = mode === 'single' && !hover.byKeyboard && !hover.borrowed ? all.filter(({ focused }) => focused) : ordered(all, sort);
  const most = hover.borrowed ? mostBorrowed : mostRows;
  const marked = plot.current && !hover.borrowed ? marksUnder(plot.current, hover, marks) : [];
  if (rows.length === 0 && marked.length === 0) return null;
  return (
    <Tooltip title={formatMoment(time / 1000, timeZone)} rows={rows.slice(0, most)} more={Math.max(0, rows.length - most)} aside={hover.borrowed} {...{ hover, height }}>
      <Marks marks={marked} timeZone={timeZone} colorOf={themes[scheme].visualization.getColorByName} />
    </Tooltip>
  );
}

function marksUnder(u: uPlot, { left }: Hover, marks: readonly PanelAnnotation[]): PanelAnnotation[] {
  const at = u.posToVal(left, 'x');
  return marksAt(marks, at, u.posToVal(left + markReach, 'x') - at);
}

type Row = TooltipRow & { value: number };

function rowsAt({ lines }: Lines, { row, seriesIndex }: Hover, isHidden: (line: Line) => boolean): Row[] {
  return lines.flatMap((line, i) => {
    const value = line.values[row];
    if (value === null || value === undefined || isHidden(line) || line.config.hideFrom.tooltip) return [];
    const text = formattedValueToString(line.field.display!(value));
    return [{ key: line.key, name: line.name, color: line.color, text, value, focused: i === seriesIndex }];
  });
}

function ordered(rows: Row[], sort: TooltipOptions['sort']): Row[] {
  if (sort === 'none') return rows;
  return rows.toSorted((a, b) => (sort === 'asc' ? a.value - b.value : b.value - a.value));
}
