/** `$__interval`, `$__rate_interval` and the step of a query, as Grafana's documentation says they are computed. */
import { formatDuration } from '../../explore/duration';
import type { RangeMs } from '../../time/range';

export interface IntervalRequest {
  range: RangeMs;
  /** How many points a panel asks for; without a setting of its own, its width in pixels. */
  maxDataPoints: number;
  /** The panel's “min interval”, such as `>10s`. */
  panelInterval?: string | null;
  /** The query's “min step”. May be `$__rate_interval` itself. */
  queryInterval?: string | null;
  /** The query's old “resolution”: 2 asks for every other point. */
  intervalFactor?: number | null;
  /** How often Lookout scrapes. */
  scrapeInterval?: string;
}

export interface Intervals {
  intervalMs: number;
  rateIntervalMs: number;
  stepMs: number;
}

/** Prometheus refuses a range of more points. */
const mostPoints = 11_000;

const defaultScrapeMs = 15_000;

export function intervalsOf(request: IntervalRequest): Intervals {
  const { range, maxDataPoints, intervalFactor } = request;
  const scrapeMs = parseInterval(request.scrapeInterval) ?? defaultScrapeMs;
  const panelMs = parseInterval(request.panelInterval);
  const queryMs = parseInterval(request.queryInterval);

  const length = Math.max(0, range.end - range.start);
  const least = queryMs === null ? (panelMs ?? scrapeMs) : Math.max(queryMs, panelMs ?? 0);
  const fitting = Math.max(roundInterval(length / Math.max(1, maxDataPoints)), least) * positive(intervalFactor);
  const intervalMs = Math.max(fitting, leastStep(length));

  // Four scrapes make sure that a rate has two samples even when one scrape is missing.
  const apart = queryMs ?? scrapeMs;
  const rateIntervalMs = Math.max(intervalMs + apart, 4 * apart);
  const byRate = /^\$(__rate_interval|\{__rate_interval\})$/.test(request.queryInterval?.trim() ?? '');
  return { intervalMs, rateIntervalMs, stepMs: byRate ? rateIntervalMs : intervalMs };
}

/** The step below which a range would have more points than Prometheus answers, in whole seconds once it is that long. */
function leastStep(length: number): number {
  const ms = length / mostPoints;
  return ms > 1000 ? Math.ceil(ms / 1000) * 1000 : Math.ceil(ms);
}

const positive = (factor: number | null | undefined) => (factor && factor > 0 ? factor : 1);

/** What `auto` of an interval variable stands for: the range divided into about so many steps. */
export function autoInterval(range: RangeMs, count: number, least: string): string {
  const rounded = roundInterval((range.end - range.start) / Math.max(1, count));
  return formatDuration(Math.max(rounded, parseInterval(least) ?? 1) / 1000);
}

const unitMs: Record<string, number> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  M: 2_592_000_000,
  y: 31_536_000_000,
};

/** Milliseconds of `10s`, `>1m`, `1h30m` or a bare number of seconds; null when it is none of these. */
export function parseInterval(text: string | null | undefined): number | null {
  const trimmed = (text ?? '').replace(/^\s*>=?\s*/, '').trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000 || null;
  if (!/^(\d+(\.\d+)?(ms|[smhdwMy]))+$/.test(trimmed)) return null;
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdwMy])/g)) {
    total += Number(amount) * unitMs[unit!]!;
  }
  return total || null;
}

/** Each step with the length from which on the next one is taken, both in milliseconds. */
const steps: readonly (readonly [below: number, step: number])[] = [
  [10, 1],
  [15, 10],
  [35, 20],
  [75, 50],
  [150, 100],
  [350, 200],
  [750, 500],
  [1_500, 1_000],
  [3_500, 2_000],
  [7_500, 5_000],
  [12_500, 10_000],
  [17_500, 15_000],
  [25_000, 20_000],
  [45_000, 30_000],
  [90_000, 60_000],
  [210_000, 120_000],
  [450_000, 300_000],
  [750_000, 600_000],
  [1_050_000, 900_000],
  [1_500_000, 1_200_000],
  [2_700_000, 1_800_000],
  [5_400_000, 3_600_000],
  [9_000_000, 7_200_000],
  [16_200_000, 10_800_000],
  [32_400_000, 21_600_000],
  [86_400_000, 43_200_000],
  [604_800_000, 86_400_000],
  [1_814_400_000, 604_800_000],
  [3_628_800_000, 2_592_000_000],
];

/** The step people recognise that is near to a length. */
export function roundInterval(ms: number): number {
  return steps.find(([below]) => ms < below)?.[1] ?? 31_536_000_000;
}
