import 'uplot/dist/uPlot.min.css';
import { useEffect, useMemo, useRef, type RefObject } from 'react';
import type uPlot from 'uplot';
import { useScheme } from '../parts/useScheme';
import type { Column } from './align';
import { ChartTooltip } from './ChartTooltip';
import { drawExemplars, nearestExemplar, type Exemplar } from './exemplars';
import { hoverRows, type HoverRows } from './hover';
import type { Layout } from './lines';
import { plotColors } from './palette';
import { plotOptions, type DrawStyle, type PlotSeries } from './plotOptions';
import { formatMoment } from './timeTicks';
import { formatValue, type Unit } from './units';
import { useHover } from './useHover';
import { usePlot } from './usePlot';
import classes from './chart.module.css';

export interface PlotAreaProps {
  plot: RefObject<uPlot | null>;
  times: readonly number[];
  range: readonly [from: number, to: number];
  layout: Layout;
  /** What the tooltip reads: the values themselves, also where lines are piled up. */
  values: readonly Column[];
  unit: Unit;
  style: DrawStyle;
  height: number;
  ariaLabel: string;
  exemplars: readonly Exemplar[];
  syncKey?: string;
  onSelectRange?: (from: number, to: number) => void;
}

const tooltipRows = 12;

/** The canvas with its cursor and tooltip, by pointer or by arrow keys. */
export function PlotArea(props: PlotAreaProps) {
  const { plot, times, layout, values, unit, height, ariaLabel, exemplars } = props;
  const box = useRef<HTMLDivElement>(null);
  const { hover, hooks, handlers } = useHover(plot);
  const options = useOptions(props, hooks);
  usePlot(box, plot, { options, times, columns: layout.columns, height });
  // Exemplars may lie beyond the lines, so the value axis is fitted anew.
  useEffect(() => plot.current?.setData(plot.current.data), [plot, exemplars]);

  const focused = hover?.seriesIndex ?? null;
  const focusedKey = focused === null ? null : (layout.lines[focused]?.key ?? null);
  const rows = hover && hoverRows(layout.lines, values, hover.row, focusedKey, tooltipRows);
  const time = hover ? times[hover.row] : undefined;
  return (
    <>
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
        {hover?.byKeyboard && rows && time !== undefined && spoken(time, rows, unit)}
      </div>
    </>
  );
}

/** A refresh brings new objects that say the same: only a difference in content makes new options, and so a new plot. */
function useOptions(
  { layout, style, unit, syncKey, range, exemplars, onSelectRange }: PlotAreaProps,
  hooks: uPlot.Hooks.Arrays,
) {
  const scheme = useScheme();
  const latest = useRef({ range, exemplars, onSelectRange });
  useEffect(() => {
    latest.current = { range, exemplars, onSelectRange };
  }, [range, exemplars, onSelectRange]);

  const content = JSON.stringify(layout.lines);
  return useMemo(() => {
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

/** What a screen reader says at a moment: the time and the three largest values. */
function spoken(time: number, { rows }: HoverRows, unit: Unit): string {
  const largest = rows.slice(0, 3).map((row) => `${row.name} ${formatValue(row.value, unit)}`);
  return `${formatMoment(time)}: ${largest.join(', ')}`;
}
