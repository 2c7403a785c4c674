import uPlot from 'uplot';
import { getDisplayProcessor, themes, type Field, type GrafanaTheme2 } from '../../grafana';
import { tickTexts } from '../value/tickTexts';
import { tickIncrements } from './ticks';
import type { Line } from './series';
import { axisFont, gridColor, type PlotSpec } from './plot';

/** The limits of a value axis: what is configured, else what the data needs, with room above. */
export function valueScale(lines: Line[], { hidden }: Pick<PlotSpec, 'hidden'>): uPlot.Scale {
  const { config } = lines[0]!.field;
  const { scaleDistribution, axisSoftMin, axisSoftMax, axisCenteredZero } = lines[0]!.config;
  const log = scaleDistribution.type === 'log';
  const shares = lines[0]!.config.stacking.mode === 'percent';
  const needsZero = lines.some((line) => !hidden(line) && standsOnZero(line));
  return {
    time: false,
    ...(log && { distr: 3, log: scaleDistribution.log === 2 ? 2 : 10 }),
    ...(scaleDistribution.type === 'symlog' && { distr: 4, asinh: scaleDistribution.linearThreshold ?? 1 }),
    range: (_u, dataMin, dataMax) => {
      if (dataMin === null || dataMax === null) return log ? [1, 100] : [config.min ?? 0, config.max ?? 1];
      if (shares) return [dataMin < 0 ? -1 : 0, dataMax > 0 || dataMin === 0 ? 1 : 0];
      if (log) return uPlot.rangeLog(positive(config.min) ?? dataMin, positive(config.max) ?? dataMax, scaleDistribution.log === 2 ? 2 : 10, true);
      const min = Math.min(dataMin, axisSoftMin ?? Infinity, needsZero ? 0 : Infinity);
      const max = Math.max(dataMax, axisSoftMax ?? -Infinity, needsZero ? 0 : -Infinity);
      const [low, high] = axisCenteredZero ? centred(min, max) : padded(config.min ?? min, config.max ?? max, config.min ?? axisSoftMin);
      return ordered(config.min ?? low, config.max ?? high);
    },
  };
}

/** Many dashboards say that a logarithmic axis begins at zero, where none can. */
const positive = (limit: number | null | undefined) => (limit && limit > 0 ? limit : undefined);

/** Bars, filled areas and piles mean their size, so that zero belongs to them. */
function standsOnZero({ config }: Line): boolean {
  return config.drawStyle === 'bars' || config.fillOpacity > 0 || config.stacking.mode !== 'none';
}

function centred(min: number, max: number): [number, number] {
  const reach = Math.max(Math.abs(min), Math.abs(max)) || 1;
  return [-1.05 * reach, 1.05 * reach];
}

/**
 * A tenth of room above and below, but zero stays where it is; a flat line gets a scale around it. Lines that differ
 * by the last digits of a sum alone are flat.
 */
function padded(min: number, max: number, floor: number | undefined): [number, number] {
  if (Math.abs(max - min) <= 1e-9 * Math.abs(max)) return min === 0 ? [0, 1] : min > 0 ? [0, 2 * max] : [2 * min, 0];
  const room = 0.1 * (max - min);
  const low = min === 0 || min === floor ? min : min > 0 && min - room < 0 ? 0 : min - room;
  return [low, max === 0 ? 0 : max + room];
}

function ordered(low: number, high: number): [number, number] {
  return low < high ? [low, high] : [low, low + 1];
}

/** The first axis stands left, further ones right, unless the configuration says where. */
export function valueAxis(scale: string, lines: Line[], index: number, theme: GrafanaTheme2): uPlot.Axis {
  const { field, config } = lines[0]!;
  const right = config.axisPlacement === 'right' || (config.axisPlacement === 'auto' && index > 0);
  return {
    scale,
    side: right ? 1 : 3,
    show: config.axisPlacement !== 'hidden',
    stroke: theme.colors.text.secondary,
    font: axisFont,
    grid: { show: config.axisGridShow ?? index === 0, stroke: gridColor(theme), width: 1 },
    ticks: { show: false },
    gap: 6,
    space: 32,
    ...(config.axisLabel && { label: config.axisLabel, labelFont: axisFont, labelSize: 20 }),
    ...(config.scaleDistribution.type === 'linear' && { incrs: tickIncrements(config.stacking.mode === 'percent' ? undefined : field.config.unit) }),
    values: (_u, splits) => labelsOf(splits, lines[0]!),
    size: (u, labels, axisIndex, cycle) => axisWidth(u, labels, axisIndex, cycle, config.axisWidth),
  };
}

/** Logarithmic axes leave out most of their ticks: those are null. */
function labelsOf(splits: (number | null)[], { field, config }: Line): string[] {
  const texts = tickTexts(splits.filter((value) => value !== null), config.stacking.mode === 'percent' ? shareOf(field) : field);
  return splits.map((value) => (value === null ? '' : texts.shift()!));
}

/** Piled up to a hundred percent, values are shares of a whole, whatever their unit. */
function shareOf({ name, type, values, config: { decimals } }: Field): Field {
  const field = { name, type, values, config: { unit: 'percentunit', decimals } };
  return { ...field, display: getDisplayProcessor({ field, theme: themes.dark }) };
}

function axisWidth(u: uPlot, labels: string[] | null, axisIndex: number, cycle: number, wanted?: number): number {
  const axis = u.axes[axisIndex] as uPlot.Axis & { _size?: number };
  if (cycle > 1 && axis._size) return axis._size;
  const longest = (labels ?? []).reduce((a, b) => (b && b.length > a.length ? b : a), '');
  u.ctx.save();
  u.ctx.font = axisFont;
  const width = u.ctx.measureText(longest).width;
  u.ctx.restore();
  return Math.max(wanted ?? 0, 30, Math.ceil(width) + 14);
}
