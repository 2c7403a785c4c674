/** Translates lines and what their configuration says of them into uPlot's options, size aside. */
import uPlot from 'uplot';
import { formattedValueToString, getFieldColorModeForField, type GrafanaTheme2 } from '../../grafana';
import { clockIn, formatTimeTicks, timeIncrements } from '../../../chart/timeTicks';
import type { PanelAnnotation } from '../contract';
import type { Line, Value } from './series';
import { drawMarks } from './marks';
import { drawThresholds } from './thresholds';
import { withOpacity } from './color';
import { valueAxis, valueScale } from './scales';

export interface PlotSpec {
  lines: Line[];
  standsOn: number[];
  hidden: (line: Line) => boolean;
  theme: GrafanaTheme2;
  timeZone: string;
  /** Unix milliseconds, read at every drawing. */
  range: () => readonly [from: number, to: number];
  syncKey?: string;
  /** Read at every drawing. */
  marks: () => readonly PanelAnnotation[];
  onZoom: (from: number, to: number) => void;
  hooks: uPlot.Hooks.Arrays;
}

const smallestZoomPixels = 6;

export function plotOptions(spec: PlotSpec): Omit<uPlot.Options, 'width' | 'height'> {
  const { lines, theme, hooks } = spec;
  const scales = [...new Set(lines.map(({ scale }) => scale))];
  return {
    ms: 1,
    ...(spec.timeZone !== 'browser' && { tzDate: (ms: number) => clockIn(spec.timeZone, ms) }),
    legend: { show: false },
    // The last time stands half beyond the plot.
    padding: [8, 20, 0, 2],
    scales: { x: { time: true, range: () => [...spec.range()] }, ...Object.fromEntries(scales.map((key) => [key, valueScale(of(lines, key), spec)])) },
    axes: [timeAxis(spec), ...scales.map((key, i) => valueAxis(key, of(lines, key), i, theme))],
    series: [{}, ...lines.map((line, i) => seriesOf(line, i, spec))],
    bands: bandsOf(spec),
    focus: { alpha: 0.3 },
    cursor: cursorOf(spec),
    hooks: {
      ...hooks,
      drawClear: [(u) => drawThresholds(u, lines, theme)],
      draw: [(u) => drawMarks(u, spec.marks(), theme)],
      setSelect: [(u) => reportSelection(u, spec.onZoom)],
    },
  };
}

const of = (lines: Line[], scale: string) => lines.filter((line) => line.scale === scale);

function cursorOf({ syncKey, lines }: PlotSpec): uPlot.Cursor {
  return {
    drag: { x: true, y: false, setScale: false, dist: smallestZoomPixels },
    focus: { prox: 30 },
    points: { one: lines.length > 16, size: 7, width: 1.5 },
    bind: { dblclick: () => null },
    ...(syncKey && { sync: { key: syncKey, setSeries: false, scales: ['x', null] } }),
  };
}

function reportSelection(u: uPlot, onZoom: PlotSpec['onZoom']): void {
  const { left, width } = u.select;
  if (width < smallestZoomPixels) return;
  const [from, to] = [u.posToVal(left, 'x'), u.posToVal(left + width, 'x')];
  u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  onZoom(from, to);
}

function timeAxis({ theme, timeZone }: PlotSpec): uPlot.Axis {
  return {
    stroke: theme.colors.text.secondary,
    font: axisFont,
    grid: { stroke: gridColor(theme), width: 1 },
    ticks: { show: false },
    size: 30,
    gap: 5,
    space: 80,
    incrs: timeIncrements.map((seconds) => seconds * 1000),
    values: (_u, splits, _axis, _space, increment) => formatTimeTicks(splits.map((ms) => ms / 1000), increment / 1000, timeZone),
  };
}

export const axisFont = '12px "Inter Variable", Inter, system-ui, sans-serif';
export const gridColor = (theme: GrafanaTheme2) => (theme.isDark ? 'rgba(240, 250, 255, 0.09)' : 'rgba(0, 10, 23, 0.09)');

const paths = {
  linear: uPlot.paths.linear!(),
  smooth: uPlot.paths.spline!(),
  stepBefore: uPlot.paths.stepped!({ align: -1 }),
  stepAfter: uPlot.paths.stepped!({ align: 1 }),
  points: uPlot.paths.points!(),
};

function seriesOf(line: Line, index: number, spec: PlotSpec): uPlot.Series {
  const { config, color } = line;
  const stroke = strokeOf(line, spec.theme);
  return {
    label: line.name,
    scale: line.scale,
    show: !spec.hidden(line),
    stroke,
    width: config.drawStyle === 'points' ? 0 : config.lineWidth,
    dash: dashOf(line),
    cap: config.lineStyle?.fill === 'dot' ? 'round' : 'butt',
    fill: fillOf(line, stroke),
    ...(spec.standsOn[index]! < 0 && { fillTo: 0 }),
    paths: pathsOf(line),
    spanGaps: config.spanNulls === true,
    ...(typeof config.spanNulls === 'number' && { gaps: keepLongGaps(config.spanNulls) }),
    points: pointsOf(line, color),
    value: (_u, value) => (value === null ? '' : formattedValueToString(line.field.display!(value))),
  };
}

function pathsOf({ config }: Line): uPlot.Series.PathBuilder {
  if (config.drawStyle === 'points') return paths.points;
  if (config.drawStyle === 'bars') {
    return uPlot.paths.bars!({ align: config.barAlignment, size: [config.barWidthFactor, 200, 1] });
  }
  return paths[config.lineInterpolation] ?? paths.linear;
}

/** By value, a line is painted along its axis; by series, in one colour. */
function strokeOf({ field, color, config, scale }: Line, theme: GrafanaTheme2): uPlot.Series.Stroke {
  const mode = getFieldColorModeForField(field);
  if (config.gradientMode !== 'scheme' || !mode.isByValue) return color;
  return (u) => {
    const { top, height } = u.bbox;
    const gradient = u.ctx.createLinearGradient(0, top, 0, top + height);
    for (let part = 0; part <= 16; part++) {
      const at = part / 16;
      const value = u.posToVal(((at * height) / devicePixelRatio), scale);
      const shown = Number.isFinite(value) ? field.display!(value).color : undefined;
      gradient.addColorStop(at, shown ?? theme.colors.text.primary);
    }
    return gradient;
  };
}

function fillOf({ config, color, field }: Line, stroke: uPlot.Series.Stroke): uPlot.Series.Fill | undefined {
  if (config.fillOpacity <= 0 || config.drawStyle === 'points') return undefined;
  const opacity = config.fillOpacity / 100;
  if (config.gradientMode === 'opacity' || config.gradientMode === 'hue') {
    return (u) => {
      const gradient = u.ctx.createLinearGradient(0, u.bbox.top, 0, u.bbox.top + u.bbox.height);
      gradient.addColorStop(0, withOpacity(color, opacity));
      gradient.addColorStop(1, withOpacity(color, 0));
      return gradient;
    };
  }
  void field;
  return typeof stroke === 'string' ? withOpacity(stroke, opacity) : withOpacity(color, opacity);
}

const dashes: Record<string, number[]> = { dash: [10, 10], dot: [0, 10], square: [10, 10] };

function dashOf({ config: { lineStyle } }: Line): number[] | undefined {
  if (!lineStyle?.fill || lineStyle.fill === 'solid') return undefined;
  return lineStyle.dash ?? dashes[lineStyle.fill];
}

/**
 * Points show where there is room for them, if the panel says nothing; lone ones always: a line between nothing and
 * nothing would be invisible.
 */
function pointsOf({ config, color }: Line, fill: string): uPlot.Series.Points {
  const always = config.drawStyle === 'points' || config.showPoints === 'always';
  return {
    size: always ? config.pointSize : 4,
    fill,
    stroke: color,
    width: 0,
    // Left out, uPlot looks how dense they are.
    ...(always && { show: true }),
    ...((config.drawStyle === 'bars' || config.showPoints === 'never') && { show: false }),
    filter: (u, series, show) => (show || config.drawStyle === 'bars' ? null : lonely(u.data[series] as Value[])),
  };
}

/** Null where there is none. */
export function lonely(column: readonly Value[]): number[] | null {
  const rows: number[] = [];
  let joined = 0;
  let first = 0;
  const end = () => {
    if (joined === 1) rows.push(first);
    joined = 0;
  };
  column.forEach((value, row) => {
    if (value === undefined) return;
    if (value === null) return end();
    if (joined++ === 0) first = row;
  });
  end();
  return rows.length > 0 ? rows : null;
}

function keepLongGaps(longest: number): uPlot.Series.GapsRefiner {
  return (u, _series, _first, _last, gaps) =>
    gaps.filter(([from, to]) => u.posToVal(to, 'x', true) - u.posToVal(from, 'x', true) > longest);
}

/** A band fills between a line and the one that it stands on, or the one that it names. */
function bandsOf({ lines, standsOn, hidden }: PlotSpec): uPlot.Band[] {
  return lines.flatMap((line, i): uPlot.Band[] => {
    if (hidden(line)) return [];
    const below = line.config.fillBelowTo ? lines.findIndex(({ name }) => name === line.config.fillBelowTo) : standsOn[i]!;
    if (below < 0) return [];
    return [{ series: [i + 1, below + 1], ...(line.config.fillBelowTo && { fill: withOpacity(line.color, line.config.fillOpacity / 100) }) }];
  });
}
