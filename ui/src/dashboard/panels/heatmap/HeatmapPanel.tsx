import { useEffect, useMemo, useRef, useState } from 'react';
import { formatMoment, formatTimeTicks } from '../../../chart/timeTicks';
import { useScheme } from '../../../parts/useScheme';
import { themes } from '../../grafana';
import type { PanelProps } from '../contract';
import { Message } from '../Message';
import { Tooltip } from '../tooltip/Tooltip';
import { boundText, cellsOf, type Cell, type Cells } from './cells';
import { colorAt, type ColorOptions } from './scheme';
import { frameOf, type Frame } from './frame';
import css from './Heatmap.module.css';

interface HeatmapOptions {
  calculate?: boolean;
  color?: ColorOptions;
  cellGap?: number;
  filterValues?: { le?: number };
  legend?: { show?: boolean };
  yAxis?: { reverse?: boolean };
}

/** How values are distributed over time: the more there are in a cell, the stronger its colour. */
export default function HeatmapPanel(props: PanelProps) {
  const { panel, data, width, height } = props;
  const options = panel.options as HeatmapOptions;
  const cells = useMemo(() => cellsOf(data.frames, options.calculate ?? false), [data.frames, options.calculate]);
  if (!cells) return <Message title="Nothing here can be counted over time" detail="A heatmap needs buckets, or numbers over time." />;
  const legend = options.legend?.show !== false && height > 140 ? 26 : 0;
  return (
    <div className={css.panel}>
      <Map {...props} {...{ cells, options, width }} height={height - legend} />
      {legend > 0 && <Scale cells={cells} options={options} />}
    </div>
  );
}

interface MapProps extends PanelProps {
  cells: Cells;
  options: HeatmapOptions;
}

function Map({ cells, options, width, height, data: { time }, panel, timeZone, onZoom }: MapProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const scheme = useScheme();
  const frame = useMemo(() => frameOf(cells, time, width, height), [cells, time, width, height]);
  const [at, setAt] = useState<{ left: number; top: number } | null>(null);
  const [drag, setDrag] = useState<number | null>(null);
  useEffect(() => draw(canvas.current!, frame, cells, options, scheme, timeZone), [frame, cells, options, scheme, timeZone]);
  const found = at && cellAt(frame, cells, at);
  const move = (event: React.PointerEvent) => {
    const box = event.currentTarget.getBoundingClientRect();
    setAt({ left: event.clientX - box.left, top: event.clientY - box.top });
  };
  const release = (event: React.PointerEvent) => {
    const end = event.clientX - event.currentTarget.getBoundingClientRect().left;
    if (drag !== null && Math.abs(end - drag) > 6) onZoom(frame.timeAt(Math.min(drag, end)), frame.timeAt(Math.max(drag, end)));
    setDrag(null);
  };
  return (
    <div
      className={css.map}
      style={{ height }}
      onPointerMove={move}
      onPointerLeave={() => (setAt(null), setDrag(null))}
      onPointerDown={(event) => setDrag(event.clientX - event.currentTarget.getBoundingClientRect().left)}
      onPointerUp={release}
    >
      <canvas ref={canvas} style={{ width, height }} role="img" aria-label={`${panel.title}: heatmap, at most ${cells.most} in a cell`} />
      {drag !== null && at && <span className={css.selection} style={{ left: Math.min(drag, at.left), width: Math.abs(at.left - drag) }} />}
      {found && at && (
        <Tooltip
          title={formatMoment(found.x / 1000, timeZone)}
          rows={[
            { key: 'bucket', name: cells.rows ? boundText(cells, found.low) : `${boundText(cells, found.low)} – ${boundText(cells, found.high)}`, text: String(round(found.count)), color: colorOf(found.count, cells, options, scheme) },
          ]}
          hover={{ left: at.left, top: at.top, offsetLeft: 0, offsetTop: 0, plotWidth: width }}
          height={height}
        />
      )}
    </div>
  );
}

const round = (value: number) => Math.round(value * 100) / 100;

function cellAt(frame: Frame, { cells, step }: Cells, { left, top }: { left: number; top: number }): Cell | undefined {
  const x = frame.timeAt(left);
  const y = frame.valueAt(top);
  return cells.find((cell) => x >= cell.x && x < cell.x + step && y >= cell.low && y < cell.high);
}

function colorOf(count: number, { least, most }: Cells, { color = {} }: HeatmapOptions, scheme: 'light' | 'dark'): string {
  const low = color.min ?? Math.min(0, least);
  const high = color.max ?? most;
  const fill = themes[scheme].visualization.getColorByName(color.fill ?? 'dark-orange');
  return colorAt(high > low ? (count - low) / (high - low) : 1, color, scheme === 'dark', fill);
}

/** Cells that hold nothing are left out: the ground shows that nothing was there. */
function draw(canvas: HTMLCanvasElement, frame: Frame, all: Cells, options: HeatmapOptions, scheme: 'light' | 'dark', zone: string): void {
  const context = canvas.getContext('2d')!;
  canvas.width = frame.width * devicePixelRatio;
  canvas.height = frame.height * devicePixelRatio;
  context.scale(devicePixelRatio, devicePixelRatio);
  const gap = options.cellGap ?? 1;
  const least = options.filterValues?.le ?? 1e-9;
  for (const cell of all.cells) {
    if (cell.count <= least) continue;
    const [x, w] = [frame.x(cell.x), frame.x(cell.x + all.step) - frame.x(cell.x)];
    const [top, bottom] = [frame.y(cell.high), frame.y(cell.low)];
    context.fillStyle = colorOf(cell.count, all, options, scheme);
    context.fillRect(x, top, Math.max(1, w - gap), Math.max(1, bottom - top - gap));
  }
  drawAxes(context, frame, all, scheme, zone);
}

function drawAxes(context: CanvasRenderingContext2D, frame: Frame, cells: Cells, scheme: 'light' | 'dark', zone: string): void {
  context.fillStyle = themes[scheme].colors.text.secondary;
  context.font = '12px "Inter Variable", Inter, system-ui, sans-serif';
  context.clearRect(0, 0, frame.left - 1, frame.height);
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  frame.ticks.forEach((value, i) => context.fillText(frame.texts[i]!, frame.left - 8, cells.rows ? frame.y(value + 0.5) : frame.y(value)));
  context.textAlign = 'center';
  context.textBaseline = 'top';
  const labels = formatTimeTicks(frame.times.map((ms) => ms / 1000), frame.timeStep / 1000, zone);
  frame.times.forEach((time, i) => context.fillText(labels[i]!.split('\n')[0]!, frame.x(time), frame.bottom + 7));
}

function Scale({ cells, options }: { cells: Cells; options: HeatmapOptions }) {
  const scheme = useScheme();
  const { color = {} } = options;
  const [low, high] = [color.min ?? Math.min(0, cells.least), color.max ?? cells.most];
  const steps = Array.from({ length: 24 }, (_, i) => low + ((high - low) * (i + 0.5)) / 24);
  return (
    <div className={css.scale} aria-hidden>
      <span>{round(low)}</span>
      <span className={css.steps}>
        {steps.map((count) => (
          <i key={count} style={{ background: colorOf(count, cells, options, scheme) }} />
        ))}
      </span>
      <span>{round(high)}</span>
    </div>
  );
}
