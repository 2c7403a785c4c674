import { widthPerPixel } from '../value/fit';
import { tickTexts } from '../value/tickTexts';
import type { PanelTime } from '../contract';
import { boundText, type Cells } from './cells';

/** Where things are on the canvas: the plot between its axes, in CSS pixels. */
export interface Frame {
  width: number;
  height: number;
  left: number;
  bottom: number;
  x: (time: number) => number;
  y: (value: number) => number;
  timeAt: (left: number) => number;
  valueAt: (top: number) => number;
  /** Values and times that the axes name. */
  ticks: number[];
  texts: string[];
  times: number[];
  timeStep: number;
}

const right = 10;
const top = 6;
const axis = 26;

export function frameOf(cells: Cells, { from, to }: PanelTime, width: number, height: number): Frame {
  const bounds = [...new Set(cells.cells.flatMap(({ low, high }) => [low, high]))].filter(Number.isFinite).sort((a, b) => a - b);
  const low = bounds[0] ?? 0;
  const high = bounds.at(-1) ?? 1;
  const bottom = height - axis;
  // Bounds of histograms grow by factors: evenly spaced, the small buckets would be invisible.
  const scale = cells.rows === null && growsByFactors(bounds) ? rank(bounds) : linear(low, high);
  const ticks = thinned(cells.rows ? cells.rows.map((_, i) => i) : bounds, Math.max(2, Math.floor((bottom - top) / 22)));
  const texts = cells.rows || !cells.yField?.display ? ticks.map((value) => boundText(cells, value)) : tickTexts(ticks, cells.yField);
  const longest = texts.reduce((a, b) => (b.length > a.length ? b : a), '');
  const left = Math.min(0.4 * width, Math.ceil(widthPerPixel(longest, 400) * 12) + 18);
  const span = width - left - right;
  const timeStep = niceStep((to - from) / Math.max(1, Math.floor(span / 90)));
  const times: number[] = [];
  for (let time = Math.ceil(from / timeStep) * timeStep; time <= to; time += timeStep) times.push(time);
  return {
    width,
    height,
    left,
    bottom,
    x: (time) => left + ((time - from) / (to - from)) * span,
    y: (value) => bottom - scale.share(value) * (bottom - top),
    timeAt: (x) => from + ((x - left) / span) * (to - from),
    valueAt: (y) => scale.value((bottom - y) / (bottom - top)),
    ticks,
    texts,
    times,
    timeStep,
  };
}

interface Scale {
  share: (value: number) => number;
  value: (share: number) => number;
}

const linear = (low: number, high: number): Scale => ({
  share: (value) => (value - low) / (high - low || 1),
  value: (share) => low + share * (high - low || 1),
});

/** Every bucket as high as the others. */
function rank(bounds: number[]): Scale {
  const last = bounds.length - 1;
  const place = (value: number) => {
    const above = bounds.findIndex((bound) => bound >= value);
    if (above < 0) return last;
    if (above === 0 || bounds[above] === value) return above;
    const below = bounds[above - 1]!;
    return above - 1 + (value - below) / (bounds[above]! - below);
  };
  return {
    share: (value) => place(value) / last,
    value: (share) => {
      const at = Math.min(last, Math.max(0, share * last));
      const below = Math.min(last - 1, Math.floor(at));
      return bounds[below]! + (at - below) * (bounds[below + 1]! - bounds[below]!);
    },
  };
}

function growsByFactors(bounds: number[]): boolean {
  if (bounds.length < 4) return false;
  const heights = bounds.slice(1).map((bound, i) => bound - bounds[i]!);
  return Math.max(...heights) > 3 * Math.min(...heights);
}

function thinned(values: number[], most: number): number[] {
  const every = Math.ceil(values.length / most);
  return values.filter((_, i) => i % every === 0);
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 604_800].map((s) => s * 1000);
const niceStep = (ms: number) => steps.find((step) => step >= ms) ?? Math.ceil(ms / 604_800_000) * 604_800_000;
