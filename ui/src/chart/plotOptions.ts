import uPlot from 'uplot';
import { isolatedRows } from './align';
import { formatTimeTicks, timeIncrements } from './timeTicks';
import { formatTicks, tickIncrements, type Unit } from './units';

export type DrawStyle = 'line' | 'area' | 'stacked';

/** The colours that CSS chose for the parts of a plot that are drawn on canvas. */
export interface PlotColors {
  axis: string;
  grid: string;
}

export interface PlotSeries {
  key: string;
  name: string;
  color: string;
  visible: boolean;
  /** Index of the series this one is piled on, -1 for the zero line; only in stacked plots. */
  standsOn?: number;
}

export interface PlotSpec {
  series: readonly PlotSeries[];
  style: DrawStyle;
  unit: Unit;
  colors: PlotColors;
  syncKey?: string;
  /** The time shown, read at every redraw, so that moving on in time needs no new plot. */
  timeRange: () => readonly [number, number];
  /** Values besides those of the series that the axis has to reach. */
  alsoShow: () => readonly number[];
  onSelect?: (from: number, to: number) => void;
  hooks?: uPlot.Hooks.Arrays;
}

// Beyond this many series, hover dots on every line hide more than they show.
const dotsOnAllSeries = 16;
const smallestZoomPixels = 6;

/** Translates what the chart wants to show into uPlot's options, size aside. */
export function plotOptions(spec: PlotSpec): Omit<uPlot.Options, 'width' | 'height'> {
  return {
    legend: { show: false },
    padding: [10, 30, 0, 4],
    scales: {
      x: { time: true, range: () => [...spec.timeRange()] },
      y: { range: valueRange(spec) },
    },
    axes: [timeAxis(spec.colors), valueAxis(spec.unit, spec.colors)],
    series: [{}, ...spec.series.map((s) => lineOf(s, spec))],
    bands: spec.style === 'stacked' ? bandsOf(spec.series) : [],
    focus: { alpha: 0.22 },
    cursor: cursorOf(spec),
    hooks: { ...spec.hooks, setSelect: [(u) => reportSelection(u, spec.onSelect)] },
  };
}

function cursorOf(spec: PlotSpec): uPlot.Cursor {
  return {
    drag: { x: true, y: false, setScale: false, dist: smallestZoomPixels },
    focus: { prox: 30 },
    points: { one: spec.series.length > dotsOnAllSeries, size: 7, width: 1.5 },
    bind: { dblclick: () => null },
    ...(spec.syncKey && { sync: { key: spec.syncKey, setSeries: false, scales: ['x', null] } }),
  };
}

function reportSelection(u: uPlot, onSelect: PlotSpec['onSelect']): void {
  const { left, width } = u.select;
  if (width < smallestZoomPixels) return;
  const from = u.posToVal(left, 'x');
  const to = u.posToVal(left + width, 'x');
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onSelect?.(from, to);
}

function lineOf(series: PlotSeries, { style, series: all }: PlotSpec): uPlot.Series {
  const opacity = style === 'area' ? (all.length > 8 ? '14' : '26') : '59';
  return {
    label: series.name,
    show: series.visible,
    stroke: series.color,
    width: all.length > 40 ? 1 : 1.5,
    ...(style !== 'line' && { fill: series.color + opacity }),
    points: {
      show: false,
      size: 4,
      fill: series.color,
      filter: (u, index) => {
        const column = u.data[index] as Array<number | null>;
        const dots = isolatedRows(column, 0, column.length - 1);
        return dots.length > 0 ? dots : null;
      },
    },
  };
}

/** A band fills between a series and the one below it in the pile. */
function bandsOf(series: readonly PlotSeries[]): uPlot.Band[] {
  return series.flatMap((s, i) => {
    const below = s.standsOn ?? -1;
    return s.visible && below >= 0 ? [{ series: [i + 1, below + 1] as [number, number] }] : [];
  });
}

/** Areas start at zero, as their size means something; lines do when zero is not far away. */
function valueRange({ style, alsoShow }: PlotSpec): uPlot.Range.Function {
  return (_u, dataMin, dataMax) => {
    if (dataMin === null || dataMax === null) return [0, 1];
    const more = alsoShow();
    const min = more.reduce((a, b) => Math.min(a, b), dataMin);
    const max = more.reduce((a, b) => Math.max(a, b), dataMax);
    const fromZero = style !== 'line' || (min >= 0 && min < 0.5 * max);
    return fromZero ? padded(Math.min(0, min), Math.max(0, max)) : padded(min, max);
  };
}

function padded(min: number, max: number): [number, number] {
  if (min === max) return min === 0 ? [0, 1] : min > 0 ? [0, 2 * max] : [2 * min, 0];
  const room = 0.06 * (max - min);
  return [min === 0 ? 0 : min - room, max === 0 ? 0 : max + room];
}

const axisFont = '12px "Inter Variable", Inter, system-ui, sans-serif';

function timeAxis(colors: PlotColors): uPlot.Axis {
  return {
    ...axisLook(colors),
    size: 40,
    gap: 6,
    space: 84,
    incrs: timeIncrements,
    values: (_u, splits, _axis, _space, increment) => formatTimeTicks(splits, increment),
  };
}

function valueAxis(unit: Unit, colors: PlotColors): uPlot.Axis {
  return {
    ...axisLook(colors),
    gap: 8,
    space: 36,
    incrs: tickIncrements(unit),
    values: (_u, splits) => formatTicks(splits, unit),
    size: (u, labels, axisIndex, cycle) => axisWidth(u, labels, axisIndex, cycle),
  };
}

function axisLook(colors: PlotColors): uPlot.Axis {
  return {
    stroke: colors.axis,
    font: axisFont,
    grid: { stroke: colors.grid, width: 1 },
    ticks: { show: false },
  };
}

/** As wide as the widest label; after the first measurement it only grows, so that the plot does not twitch. */
function axisWidth(u: uPlot, labels: string[] | null, axisIndex: number, cycle: number): number {
  const axis = u.axes[axisIndex] as uPlot.Axis & { _size?: number };
  if (cycle > 1 && axis._size) return axis._size;
  const longest = (labels ?? []).reduce((a, b) => (b.length > a.length ? b : a), '');
  u.ctx.save();
  u.ctx.font = axisFont;
  const width = u.ctx.measureText(longest).width;
  u.ctx.restore();
  return Math.max(46, Math.ceil(width) + 18);
}
