import { useCallback, useMemo, useRef, useState } from 'react';
import type uPlot from 'uplot';
import { useScheme } from '../parts/useScheme';
import { ChartLegend } from './ChartLegend';
import type { Exemplar } from './exemplars';
import { layOut, type ChartSeries } from './lines';
import { PlotArea } from './PlotArea';
import type { DrawStyle } from './plotOptions';
import { columnStats } from './stats';
import type { Unit } from './units';
import { isolate, nothingHidden, toggle } from './visibility';
import classes from './chart.module.css';

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
const noExemplars: readonly Exemplar[] = [];

/** Lines over time with a legend and a tooltip. Data and time come in by props; only what is hidden or hovered lives here. */
export function TimeSeriesChart(props: TimeSeriesChartProps) {
  const {
    series: all,
    unit = 'short',
    style = 'line',
    height = 320,
    legend = 'table',
    exemplars = noExemplars,
  } = props;
  const scheme = useScheme();
  const [drawAll, setDrawAll] = useState(false);
  const [hidden, setHidden] = useState(nothingHidden);
  const plot = useRef<uPlot | null>(null);

  const series = useMemo(() => (drawAll ? all : all.slice(0, drawnAtFirst)), [all, drawAll]);
  const keys = useMemo(() => series.map((s) => s.key), [series]);
  const values = useMemo(() => series.map((s) => s.values), [series]);
  const stats = useMemo(() => values.map(columnStats), [values]);
  const layout = useMemo(() => layOut(series, hidden, style, scheme), [series, hidden, style, scheme]);
  const items = useMemo(
    () => layout.lines.map((line, i) => ({ ...line, title: series[i]!.title, stats: stats[i]! })),
    [layout, series, stats],
  );
  const highlight = useCallback(
    (key: string | null) => {
      const index = key === null ? -1 : keys.indexOf(key);
      // uPlot counts the time column as series 0; null lifts none out.
      plot.current?.setSeries(index < 0 ? null : index + 1, { focus: true });
    },
    [keys],
  );

  return (
    <div className={classes.chart}>
      <PlotArea {...props} {...{ plot, layout, values, unit, style, height, exemplars }} />
      {all.length > drawnAtFirst && (
        <TooMany shown={series.length} of={all.length} drawAll={drawAll} onToggle={() => setDrawAll(!drawAll)} />
      )}
      {legend !== 'none' && (
        <ChartLegend
          items={items}
          unit={unit}
          layout={legend}
          onIsolate={(key) => setHidden((now) => isolate(now, key, keys))}
          onToggle={(key) => setHidden((now) => toggle(now, key, keys))}
          onHighlight={highlight}
        />
      )}
    </div>
  );
}

interface TooManyProps {
  shown: number;
  of: number;
  drawAll: boolean;
  onToggle: () => void;
}

/** Hundreds of lines are slow to draw and say little, so that not all are drawn until someone insists. */
function TooMany({ shown, of, drawAll, onToggle }: TooManyProps) {
  return (
    <p className={classes.note}>
      Showing {shown.toLocaleString('en')} of {of.toLocaleString('en')} series.{' '}
      <button type="button" onClick={onToggle}>
        {drawAll ? `Show the first ${drawnAtFirst}` : 'Show all'}
      </button>
    </p>
  );
}
