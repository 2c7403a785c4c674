import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import type { Column } from './align';
import { ChartLegend } from './ChartLegend';
import { ChartTooltip } from './ChartTooltip';
import { drawExemplars, nearestExemplar, type Exemplar } from './exemplars';
import { hoverRows } from './hover';
import { plotColors, seriesColors } from './palette';
import { plotOptions, type DrawStyle, type PlotSeries } from './plotOptions';
import { columnStats } from './stats';
import { stackColumns } from './stack';
import { formatMoment } from './timeTicks';
import { formatValue, type Unit } from './units';
import { useHover } from './useHover';
import { usePlot } from './usePlot';
import { isolate, nothingHidden, toggle } from './visibility';
import classes from './chart.module.css';

export interface ChartSeries {
  /** Says which series this is across refreshes; colours and visibility follow it. */
  key: string;
  name: string;
  /** The name in full, where `name` is shortened. */
  title?: string;
  /** One value per time; null is a gap. */
  values: Column;
  /** Overrides the palette; #rrggbb. */
  color?: string;
}

export interface TimeSeriesChartProps {
  /** Unix seconds, ascending. */
  times: readonly number[];
  series: readonly ChartSeries[];
  /** The time axis, in Unix seconds; it may reach beyond the data. */
  range: readonly [from: number, to: number];
  ariaLabel: string;
  unit?: Unit;
  style?: DrawStyle;
  height?: number;
  legend?: 'table' | 'list' | 'none';
  /** Charts with the same key share their cursor. */
  syncKey?: string;
  exemplars?: readonly Exemplar[];
  /** Called with Unix seconds after a drag across the plot. */
  onSelectRange?: (from: number, to: number) => void;
}

const drawnAtFirst = 200;
const tooltipRows = 12;
const noExemplars: readonly Exemplar[] = [];

/** Lines over time with a legend and a tooltip. Data and time come in by props; only what is hidden or hovered lives here. */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const {
    times,
    range,
    ariaLabel,
    unit = 'short',
    style = 'line',
    height = 320,
    legend = 'table',
    syncKey,
    onSelectRange,
  } = props;
  const exemplars = props.exemplars ?? noExemplars;
  const scheme = useComputedColorScheme('dark');
  const [drawAll, setDrawAll] = useState(false);
  const [hidden, setHidden] = useState(nothingHidden);

  const series = useMemo(() => (drawAll ? props.series : props.series.slice(0, drawnAtFirst)), [props.series, drawAll]);
  const keys = useMemo(() => series.map((s) => s.key), [series]);
  const { columns, lines } = useMemo(() => layOut(series, hidden, style, scheme), [series, hidden, style, scheme]);

  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const { hover, hooks, handlers } = useHover(plot);
  const latest = useRef({ range, onSelectRange, exemplars });
  useEffect(() => {
    latest.current = { range, onSelectRange, exemplars };
  }, [range, onSelectRange, exemplars]);

  // A refresh brings new line objects that say the same: only a difference in content makes a new plot.
  const content = JSON.stringify(lines);
  const options = useMemo(() => {
    const colors = plotColors[scheme];
    return plotOptions({
      series: JSON.parse(content) as PlotSeries[],
      style,
      unit,
      colors,
      syncKey,
      timeRange: () => latest.current.range,
      alsoShow: () => latest.current.exemplars.map((exemplar) => exemplar.value),
      onSelect: (from, to) => latest.current.onSelectRange?.(from, to),
      hooks: {
        ...hooks,
        draw: [(u) => drawExemplars(u, latest.current.exemplars, colors.exemplar, colors.background)],
      },
    });
  }, [content, style, unit, scheme, syncKey, hooks]);
  usePlot(box, plot, { options, times, columns, height });
  // Exemplars may lie beyond the lines, so the value axis is fitted anew.
  useEffect(() => plot.current?.setData(plot.current.data), [exemplars]);

  const highlight = useCallback(
    (key: string | null) => {
      const index = key === null ? -1 : keys.indexOf(key);
      plot.current?.setSeries(index < 0 ? null : index + 1, { focus: true });
    },
    [keys],
  );
  const items = useMemo(
    () =>
      series.map((s, i) => ({
        key: s.key,
        name: s.name,
        title: s.title,
        color: lines[i]!.color,
        visible: lines[i]!.visible,
        stats: columnStats(s.values),
      })),
    [series, lines],
  );
  const values = useMemo(() => series.map((s) => s.values), [series]);
  const focusedKey = hover?.seriesIndex === null || !hover ? null : (keys[hover.seriesIndex] ?? null);
  const rows = hover ? hoverRows(lines, values, hover.row, focusedKey, tooltipRows) : null;
  const time = hover ? times[hover.row] : undefined;

  return (
    <div className={classes.chart}>
      <div
        className={classes.plot}
        style={{ height }}
        ref={box}
        role="group"
        aria-roledescription="chart"
        aria-label={`${ariaLabel}. Arrow keys read values along time.`}
        tabIndex={0}
        {...handlers}
      >
        {hover && rows && time !== undefined && (
          <ChartTooltip
            time={time}
            unit={unit}
            hover={rows}
            exemplar={exemplarAt(plot.current, exemplars, hover)}
            left={hover.left + hover.offsetLeft}
            top={hover.byKeyboard ? hover.offsetTop : hover.top + hover.offsetTop}
            plotWidth={hover.plotWidth}
            height={height}
          />
        )}
      </div>
      <div className={classes.visuallyHidden} aria-live="polite">
        {hover?.byKeyboard && time !== undefined && rows
          ? `${formatMoment(time)}: ${rows.rows
              .slice(0, 3)
              .map((r) => `${r.name} ${formatValue(r.value, unit)}`)
              .join(', ')}`
          : ''}
      </div>
      {props.series.length > drawnAtFirst && (
        <p className={classes.note}>
          Showing {series.length.toLocaleString('en')} of {props.series.length.toLocaleString('en')} series.{' '}
          <button type="button" onClick={() => setDrawAll(!drawAll)}>
            {drawAll ? `Show the first ${drawnAtFirst}` : 'Show all'}
          </button>
        </p>
      )}
      {legend !== 'none' && (
        <ChartLegend
          items={items}
          unit={unit}
          layout={legend}
          onIsolate={(key) => setHidden((h) => isolate(h, key, keys))}
          onToggle={(key) => setHidden((h) => toggle(h, key, keys))}
          onHighlight={highlight}
        />
      )}
    </div>
  );
}

/** Decides each line's colour, visibility and, when stacked, its height. */
function layOut(
  series: readonly ChartSeries[],
  hidden: ReadonlySet<string>,
  style: DrawStyle,
  scheme: 'light' | 'dark',
) {
  const colors = seriesColors(
    series.map((s) => s.key),
    scheme,
  );
  // A series that alone is left of the hidden ones may be gone after a refresh; an empty chart would puzzle.
  const allHidden = series.length > 0 && series.every((s) => hidden.has(s.key));
  const lines: PlotSeries[] = series.map((s) => ({
    key: s.key,
    name: s.name,
    color: s.color ?? colors.get(s.key)!,
    visible: allHidden || !hidden.has(s.key),
  }));
  const columns = series.map((s) => s.values);
  if (style !== 'stacked') return { columns, lines };

  const shown = lines.flatMap((line, i) => (line.visible ? [i] : []));
  const stack = stackColumns(shown.map((i) => columns[i]!));
  shown.forEach((i, place) => {
    columns[i] = stack.columns[place]!;
    const below = stack.standsOn[place]!;
    lines[i]!.standsOn = below < 0 ? -1 : shown[below]!;
  });
  return { columns, lines };
}

function exemplarAt(
  u: uPlot | null,
  exemplars: readonly Exemplar[],
  { left, top }: { left: number; top: number },
): Exemplar | null {
  if (!u || exemplars.length === 0) return null;
  const toPixels = (e: Exemplar) => ({ x: u.valToPos(e.time, 'x'), y: u.valToPos(e.value, 'y') });
  return nearestExemplar(exemplars, toPixels, { x: left, y: top });
}
