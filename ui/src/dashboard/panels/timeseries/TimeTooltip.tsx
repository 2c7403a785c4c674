import type { Hover } from '../../../chart/useHover';
import { formatMoment } from '../../../chart/timeTicks';
import { formattedValueToString } from '../../grafana';
import { Tooltip, type TooltipRow } from '../tooltip/Tooltip';
import type { Line, Lines } from './series';

interface TimeTooltipProps {
  hover: Hover;
  lines: Lines;
  height: number;
  isHidden: (line: Line) => boolean;
  options: Record<string, unknown>;
}

interface TooltipOptions {
  mode: 'single' | 'multi' | 'none';
  sort: 'none' | 'asc' | 'desc';
  hideZeros?: boolean;
}

const mostRows = 20;

/** What the lines are at the crosshair: the nearest one, or all of them, as the panel says. */
export function TimeTooltip({ hover, lines, height, isHidden, options }: TimeTooltipProps) {
  const { mode, sort, hideZeros } = { mode: 'single', sort: 'none', ...(options.tooltip as object) } as TooltipOptions;
  const time = lines.times[hover.row];
  if (mode === 'none' || time === undefined) return null;
  const all = rowsAt(lines, hover, isHidden).filter(({ value }) => !hideZeros || value !== 0);
  const rows = mode === 'single' && !hover.byKeyboard ? all.filter(({ focused }) => focused) : ordered(all, sort);
  if (rows.length === 0) return null;
  return <Tooltip title={formatMoment(time / 1000)} rows={rows.slice(0, mostRows)} more={Math.max(0, rows.length - mostRows)} {...{ hover, height }} />;
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
