import { useState } from 'react';
import { Tooltip } from '../tooltip/Tooltip';
import { clipped, widthPerPixel } from '../value/fit';
import { blocksOf, type Bars } from './bars';
import { niceTicks } from './ticks';
import css from './BarPlot.module.css';

export interface BarOptions {
  orientation?: 'auto' | 'horizontal' | 'vertical';
  stacking?: 'none' | 'normal' | 'percent';
  groupWidth?: number;
  barWidth?: number;
  showValue?: 'auto' | 'always' | 'never';
  xTickLabelRotation?: number;
}

interface BarPlotProps {
  bars: Bars;
  title: string;
  options: BarOptions;
  visible: (series: number) => boolean;
  color: (series: number, value: number) => string;
  text: (series: number, value: number) => string;
  /** What the axis of values says. */
  axisTexts: (ticks: number[]) => string[];
  touching: boolean;
  lifted: string | null;
  width: number;
  height: number;
}

/** Bars with their axes. Lying bars are the same picture with its axes exchanged. */
export function BarPlot(props: BarPlotProps) {
  const { bars, title, options, visible, color, text, axisTexts, touching, lifted, width, height } = props;
  const [at, setAt] = useState<{ group: number; left: number; top: number } | null>(null);
  const stacking = options.stacking ?? 'none';
  const lying = options.orientation === 'horizontal' || (options.orientation === 'auto' && height > width * 1.5);
  const blocks = blocksOf(bars, stacking, visible);
  const ends = blocks.flatMap(({ from, to }) => [from, to]);
  const ticks = niceTicks(Math.min(0, ...ends), Math.max(0, ...ends), lying ? width / 80 : height / 40);
  const tickTexts = stacking === 'percent' ? ticks.map((tick) => `${Math.round(tick * 100)}%`) : axisTexts(ticks);
  const longestLabel = bars.groups.reduce((a, { label }) => (label.length > a.length ? label : a), '');
  const longestValue = tickTexts.reduce((a, b) => (b.length > a.length ? b : a), '');
  const labelRoom = Math.min(0.4 * (lying ? width : height), lying ? widthPerPixel(longestLabel, 400) * 12 + 14 : 24 + (options.xTickLabelRotation ? 40 : 0));
  const valueRoom = lying ? 22 : widthPerPixel(longestValue, 400) * 12 + 16;
  const left = lying ? labelRoom : valueRoom;
  const bottom = height - (lying ? valueRoom : labelRoom);
  const along = lying ? bottom - 6 : width - left - 10;
  const across = lying ? width - left - 14 : bottom - (touching || options.showValue === 'never' ? 8 : roomForValue);
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const place = (value: number) => ((value - low) / (high - low || 1)) * across;
  const slot = along / Math.max(1, bars.groups.length);
  const group = touching ? 1 : (options.groupWidth ?? 0.7);
  const beside = stacking === 'none' ? bars.series.map((_, i) => i).filter(visible) : [0];
  const barSize = Math.max(1, ((slot * group) / Math.max(1, beside.length)) * (touching ? 1 : (options.barWidth ?? 0.97)));
  const labelEvery = Math.max(1, Math.ceil((lying ? 18 : widthPerPixel(longestLabel, 400) * 12 + 12) / slot));
  const start = (g: number, s: number) => g * slot + (slot * (1 - group)) / 2 + (stacking === 'none' ? (beside.indexOf(s) * slot * group) / beside.length : 0);
  const box = (along0: number, size: number, from: number, to: number) => {
    const [a, b] = [place(Math.min(from, to)), place(Math.max(from, to))];
    return lying ? { x: left + a, y: 6 + along0, width: b - a, height: size } : { x: left + along0, y: bottom - b, width: size, height: b - a };
  };
  return (
    <div className={css.plot} onPointerLeave={() => setAt(null)}>
      <svg width={width} height={height} role="img" aria-label={`${title}: bar chart of ${bars.groups.length} groups`}>
        {ticks.map((tick, i) => (
          <g key={tick}>
            {lying ? (
              <line className={css.grid} x1={left + place(tick)} x2={left + place(tick)} y1={6} y2={bottom} />
            ) : (
              <line className={css.grid} x1={left} x2={width - 10} y1={bottom - place(tick)} y2={bottom - place(tick)} />
            )}
            <text className={css.tick} x={lying ? left + place(tick) : left - 8} y={lying ? bottom + 15 : bottom - place(tick) + 4} textAnchor={lying ? 'middle' : 'end'}>
              {tickTexts[i]}
            </text>
          </g>
        ))}
        {blocks.map(({ group: g, series: s, from, to }) => {
          const value = bars.groups[g]!.values[s]!;
          const rect = box(start(g, s), barSize, from, to);
          const dimmed = lifted !== null && bars.series[s]!.key !== lifted;
          return (
            <g key={`${g} ${s}`} opacity={dimmed ? 0.3 : 1}>
              <rect {...rect} fill={color(s, value)} fillOpacity={0.8} stroke={touching ? 'var(--panel)' : 'none'} />
              {!touching && showsValue(options, rect, lying) && (
                <text className={css.value} x={rect.x + (lying ? rect.width + 4 : rect.width / 2)} y={rect.y + (lying ? rect.height / 2 + 4 : -4)} textAnchor={lying ? 'start' : 'middle'}>
                  {text(s, value)}
                </text>
              )}
            </g>
          );
        })}
        {bars.groups.map(({ label }, g) => {
          const middle = (g + 0.5) * slot;
          const area = lying ? { x: 0, y: 6 + g * slot, width, height: slot } : { x: left + g * slot, y: 0, width: slot, height };
          return (
            <g key={g}>
              {g % labelEvery === 0 && (
                <text className={css.tick} x={lying ? left - 8 : left + middle} y={lying ? 6 + middle + 4 : bottom + 16} textAnchor={lying ? 'end' : 'middle'}>
                  {lying ? clipped(label, left - 10) : label}
                </text>
              )}
              <rect {...area} fill="transparent" onPointerMove={(event) => setAt({ group: g, ...within(event) })} />
            </g>
          );
        })}
      </svg>
      {at && (
        <Tooltip
          title={bars.groups[at.group]!.label}
          rows={bars.series.flatMap(({ key, name }, s) => {
            const value = bars.groups[at.group]!.values[s];
            return value === null || value === undefined || !visible(s) ? [] : [{ key, name, text: text(s, value), color: color(s, value) }];
          })}
          hover={{ left: at.left, top: at.top, offsetLeft: 0, offsetTop: 0, plotWidth: width }}
          height={height}
        />
      )}
    </div>
  );
}

/** Above standing bars, in pixels: the highest may end at the top of the axis. A histogram's counts are in its tooltip. */
const roomForValue = 18;

function within(event: React.PointerEvent<SVGElement>) {
  const box = event.currentTarget.ownerSVGElement!.getBoundingClientRect();
  return { left: event.clientX - box.left, top: event.clientY - box.top };
}

/** On its own, a value stands at its bar where it is not in another's way. */
function showsValue({ showValue = 'auto', stacking = 'none' }: BarOptions, rect: { width: number; height: number }, lying: boolean): boolean {
  if (showValue === 'never') return false;
  if (showValue === 'always') return true;
  return stacking === 'none' && (lying ? rect.height > 14 : rect.width > 34);
}
