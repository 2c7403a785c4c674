import 'uplot/dist/uPlot.min.css';
import { useEffect, useMemo, useRef, useState, type RefObject } from 'react';
import type uPlot from 'uplot';
import { useHover } from '../../../chart/useHover';
import { usePlot } from '../../../chart/usePlot';
import { useScheme } from '../../../parts/useScheme';
import { themes } from '../../grafana';
import type { PanelAnnotation, PanelProps } from '../contract';
import { plotOptions } from './plot';
import type { Line, Lines } from './series';
import { drawnColumns } from './stack';
import { TimeTooltip } from './TimeTooltip';
import css from './Plot.module.css';

interface PlotProps extends PanelProps {
  plot: RefObject<uPlot | null>;
  lines: Lines;
  hidden: ReadonlySet<string>;
}

/** The canvas with its crosshair and tooltip, by pointer or by arrow keys. */
export function Plot({ plot, lines, hidden, ...props }: PlotProps) {
  const { panel, width, height } = props;
  const box = useRef<HTMLDivElement>(null);
  const { hover, hooks, handlers } = useHover(plot, props.syncTooltip);
  const isHidden = useMemo(() => (line: Line) => hidden.has(line.key), [hidden]);
  const drawn = useMemo(() => drawnColumns(lines.lines, isHidden), [lines, isHidden]);
  const options = useOptions(lines, drawn.standsOn, hidden, props, hooks);
  useMarksDrawn(plot, props.data.annotations);
  usePlot(box, plot, { options, times: lines.times, columns: drawn.columns, width, height });
  return (
    <div
      ref={box}
      className={css.plot}
      style={{ height }}
      role="group"
      aria-roledescription="chart"
      aria-label={`${panel.title || 'Time series'}. Arrow keys read values along time.`}
      tabIndex={0}
      {...handlers}
    >
      {hover && <TimeTooltip {...{ hover, lines, height }} plot={plot} marks={props.data.annotations} isHidden={isHidden} options={panel.options} timeZone={props.timeZone} />}
    </div>
  );
}

/** Marks are drawn by the plot that there is: they come and go without new data. */
function useMarksDrawn(plot: RefObject<uPlot | null>, marks: readonly PanelAnnotation[]) {
  useEffect(() => {
    plot.current?.redraw(false, false);
  }, [plot, marks]);
}

/** A refresh brings new objects that say the same: only a difference in content makes new options, and so a new plot. */
function useOptions(
  { lines }: Lines,
  standsOn: number[],
  hidden: ReadonlySet<string>,
  { data, timeZone, syncKey, onZoom }: Pick<PanelProps, 'data' | 'timeZone' | 'syncKey' | 'onZoom'>,
  hooks: uPlot.Hooks.Arrays,
) {
  const scheme = useScheme();
  const latest = useRef({ time: data.time, marks: data.annotations, onZoom });
  useEffect(() => {
    latest.current = { time: data.time, marks: data.annotations, onZoom };
  });
  const [contentOf] = useState(versions);
  const content = contentOf({ lines, standsOn, hidden });
  return useMemo(
    () =>
      plotOptions({
        lines,
        standsOn,
        hidden: ({ key }) => hidden.has(key),
        theme: themes[scheme],
        timeZone,
        range: () => [latest.current.time.from, latest.current.time.to],
        syncKey,
        marks: () => latest.current.marks,
        onZoom: (from, to) => latest.current.onZoom(from, to),
        hooks,
      }),
    // `content` stands for lines, standsOn and hidden.
    [content, scheme, timeZone, syncKey, hooks],
  );
}

interface Content {
  lines: Line[];
  standsOn: number[];
  hidden: ReadonlySet<string>;
}

/** Numbers contents: the same number means the same content. The first is read only when there is a second. */
function versions(): (content: Content) => number {
  let version = 0;
  let last: Content | undefined;
  return (content) => {
    const same = last && last.lines === content.lines && last.hidden === content.hidden;
    if (last && !same && textOf(last) !== textOf(content)) version++;
    last = content;
    return version;
  };
}

const textOf = ({ lines, standsOn, hidden }: Content) =>
  JSON.stringify([lines.map(({ key, color, scale, config, field }) => [key, color, scale, config, field.config]), standsOn, [...hidden]]);
