import { useMemo, useRef, useState } from 'react';
import { formatMoment, formatTimeTicks } from '../../../chart/timeTicks';
import { useScheme } from '../../../parts/useScheme';
import { themes } from '../../grafana';
import type { PanelProps } from '../contract';
import { Message } from '../Message';
import { readableOn } from '../stat/StatPanel';
import { marksAt } from '../timeseries/marks';
import { Marks } from '../tooltip/Marks';
import { Tooltip } from '../tooltip/Tooltip';
import { widthPerPixel } from '../value/fit';
import { MarkLines } from './MarkLines';
import { meaningsOf, rowsOf, type Row, type State } from './rows';
import css from './Timeline.module.css';

interface TimelineOptions {
  mergeValues?: boolean;
  showValue?: 'auto' | 'always' | 'never';
  rowHeight?: number;
  colWidth?: number;
  legend?: { showLegend?: boolean; displayMode?: string };
}

const axisHeight = 24;
const legendHeight = 24;
const mostMeanings = 20;

/** States over time: how long each lasted, or, for a status history, what each sample was. */
export default function TimelinePanel(props: PanelProps) {
  const { panel, data, width, height } = props;
  const options = panel.options as TimelineOptions;
  const history = panel.type === 'status-history';
  const rows = useMemo(
    () => rowsOf(data.frames, { merge: !history && options.mergeValues !== false, end: data.time.to }),
    [data, history, options.mergeValues],
  );
  if (rows.length === 0) return <Message title="No data" />;
  const meanings = meaningsOf(rows);
  const legend = options.legend?.showLegend !== false && options.legend?.displayMode !== 'hidden' && meanings.length <= mostMeanings;
  return (
    <div className={css.panel}>
      <Rows {...props} {...{ rows, options, history, width }} height={height - (legend ? legendHeight : 0)} />
      {legend && (
        <ul className={css.legend}>
          {meanings.map(({ text, color }) => (
            <li key={text}>
              <i style={{ background: color }} /> {text}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

interface RowsProps extends PanelProps {
  rows: Row[];
  options: TimelineOptions;
  history: boolean;
}

function Rows({ rows, options, history, panel, data: { time, annotations }, width, height, onZoom }: RowsProps) {
  const colorOf = themes[useScheme()].visualization.getColorByName;
  const box = useRef<HTMLDivElement>(null);
  const [pointer, setPointer] = useState<{ left: number; top: number } | null>(null);
  const [drag, setDrag] = useState<number | null>(null);
  const longest = rows.reduce((a, { name }) => (name.length > a.length ? name : a), '');
  const left = Math.min(0.35 * width, widthPerPixel(longest, 400) * 12 + 16);
  const span = Math.max(1, width - left - 10);
  const rowHeight = Math.max(18, (height - axisHeight) / rows.length);
  const x = (at: number) => left + (Math.min(time.to, Math.max(time.from, at)) - time.from) * (span / (time.to - time.from));
  const timeAt = (px: number) => time.from + ((px - left) / span) * (time.to - time.from);
  const share = history ? (options.colWidth ?? 0.9) : 1;
  const thick = rowHeight * (options.rowHeight ?? 0.9);
  const follow = (event: React.PointerEvent) => {
    const around = box.current!.getBoundingClientRect();
    setPointer({ left: event.clientX - around.left, top: event.clientY - around.top + box.current!.scrollTop });
  };
  const found = pointer && stateAt(rows[Math.floor(pointer.top / rowHeight)], timeAt(pointer.left));
  const release = () => {
    if (drag !== null && pointer && Math.abs(pointer.left - drag) > 6) {
      const ends = [timeAt(drag), timeAt(pointer.left)].sort((a, b) => a - b);
      onZoom(ends[0]!, ends[1]!);
    }
    setDrag(null);
  };
  return (
    <div
      ref={box}
      className={css.rows}
      style={{ height }}
      onPointerMove={follow}
      onPointerLeave={() => (setPointer(null), setDrag(null))}
      onPointerDown={() => pointer && setDrag(pointer.left)}
      onPointerUp={release}
    >
      <svg width={width} height={rows.length * rowHeight + axisHeight} role="img" aria-label={`${panel.title}: ${rows.length} rows of states`}>
        {rows.map(({ key, name, states }, i) => (
          <g key={key}>
            <text className={css.name} x={left - 8} y={i * rowHeight + rowHeight / 2 + 4}>
              {clipped(name, left - 14)}
            </text>
            {states.map((state) => {
              const [from, to] = [x(state.from), x(state.to)];
              const w = Math.max(1, (to - from) * share);
              const fits = options.showValue !== 'never' && (options.showValue === 'always' || widthPerPixel(state.text) * 12 < w - 6);
              return (
                <g key={state.from}>
                  <rect x={from} y={i * rowHeight + (rowHeight - thick) / 2} width={w} height={thick} fill={state.color} rx={1.5} />
                  {fits && (
                    <text className={css.value} x={from + w / 2} y={i * rowHeight + rowHeight / 2 + 4} fill={readableOn(state.color)}>
                      {state.text}
                    </text>
                  )}
                </g>
              );
            })}
          </g>
        ))}
        <MarkLines marks={annotations} x={x} bottom={rows.length * rowHeight} colorOf={colorOf} />
        <TimeAxis from={time.from} to={time.to} x={x} span={span} top={rows.length * rowHeight} />
        {drag !== null && pointer && <rect className={css.selection} x={Math.min(drag, pointer.left)} width={Math.abs(pointer.left - drag)} y={0} height={rows.length * rowHeight} />}
      </svg>
      {found && pointer && drag === null && (
        <Tooltip
          title={`${formatMoment(found.state.from / 1000)} – ${formatMoment(found.state.to / 1000)}`}
          rows={[{ key: 'state', name: found.name, text: found.state.text, color: found.state.color }]}
          hover={{ left: pointer.left, top: pointer.top - (box.current?.scrollTop ?? 0), offsetLeft: 0, offsetTop: 0, plotWidth: width }}
          height={height}
        >
          <Marks marks={marksAt(annotations, timeAt(pointer.left), timeAt(5) - timeAt(0))} colorOf={colorOf} />
        </Tooltip>
      )}
    </div>
  );
}

function stateAt(row: Row | undefined, time: number): { name: string; state: State } | undefined {
  const state = row?.states.find(({ from, to }) => time >= from && time < to);
  return row && state && { name: row.name, state };
}

function clipped(text: string, width: number): string {
  const needed = widthPerPixel(text, 400) * 12;
  return needed > width ? `${text.slice(0, Math.max(3, Math.floor((text.length * width) / needed) - 1))}…` : text;
}

const steps = [1, 5, 15, 30, 60, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800].map((s) => s * 1000);

function TimeAxis({ from, to, x, span, top }: { from: number; to: number; x: (at: number) => number; span: number; top: number }) {
  const step = steps.find((one) => one >= ((to - from) * 90) / span) ?? 604_800_000;
  const times: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) times.push(at);
  const labels = formatTimeTicks(
    times.map((ms) => ms / 1000),
    step / 1000,
  );
  return times.map((at, i) => (
    <text key={at} className={css.tick} x={x(at)} y={top + 16}>
      {labels[i]!.split('\n')[0]}
    </text>
  ));
}
