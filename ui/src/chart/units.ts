/**
 * How numbers read to a person. A unit says what a value measures; formatting picks the prefix
 * and the digits. Nothing here knows where a value came from.
 */

import { formatMoment } from './timeTicks';

export const units = [
  'short',
  'bytes',
  'bytesPerSecond',
  'seconds',
  'perSecond',
  'ratio',
  'percent',
  'timestamp',
] as const;

export type Unit = (typeof units)[number];

export const unitNames: Record<Unit, string> = {
  short: 'Number',
  bytes: 'Bytes',
  bytesPerSecond: 'Bytes per second',
  seconds: 'Duration',
  perSecond: 'Per second',
  ratio: 'Percent, 1 is 100%',
  percent: 'Percent, 100 is 100%',
  timestamp: 'Date and time',
};

/** One step of a unit's ladder: values of at least `from` are divided by `by` and followed by `suffix`. */
interface Rung {
  from: number;
  by: number;
  suffix: string;
}

const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

const decimalRungs = rungs(1000, ['', ' k', ' M', ' G', ' T', ' P', ' E']);
const binaryRungs = rungs(1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB', ' PiB', ' EiB']);
const durationRungs: Rung[] = [
  { from: 0, by: 1e-9, suffix: ' ns' },
  { from: 1e-6, by: 1e-6, suffix: ' µs' },
  { from: 1e-3, by: 1e-3, suffix: ' ms' },
  { from: 1, by: 1, suffix: ' s' },
  { from: 2 * minute, by: minute, suffix: ' min' },
  { from: 2 * hour, by: hour, suffix: ' h' },
  { from: 2 * day, by: day, suffix: ' d' },
  { from: 2 * year, by: year, suffix: ' y' },
];

const ladders: Record<Exclude<Unit, 'timestamp'>, Rung[]> = {
  short: decimalRungs,
  bytes: binaryRungs,
  bytesPerSecond: withSuffix(binaryRungs, '/s'),
  seconds: durationRungs,
  perSecond: withSuffix(decimalRungs, '/s'),
  ratio: [{ from: 0, by: 0.01, suffix: '%' }],
  percent: [{ from: 0, by: 1, suffix: '%' }],
};

function rungs(base: number, suffixes: string[]): Rung[] {
  return suffixes.map((suffix, i) => ({ from: i === 0 ? 0 : base ** i, by: base ** i, suffix }));
}

function withSuffix(ladder: Rung[], extra: string): Rung[] {
  return ladder.map((rung) => ({ ...rung, suffix: rung.suffix === '' ? ` ${extra}` : rung.suffix + extra }));
}

/** Formats one value on its own, with about three significant digits. */
export function formatValue(value: number | null | undefined, unit: Unit = 'short'): string {
  if (value === null || value === undefined) return '–';
  if (!Number.isFinite(value)) return formatSpecial(value);
  if (unit === 'timestamp') return formatMoment(value);
  const rung = rungFor(value, unit);
  return digits(value / rung.by) + rung.suffix;
}

/**
 * Formats the ticks of one axis together: all share the prefix of the largest, and just enough
 * decimals that neighbouring ticks differ.
 */
export function formatTicks(ticks: number[], unit: Unit): string[] {
  if (unit === 'timestamp') return ticks.map((tick) => formatMoment(tick));
  const largest = Math.max(0, ...ticks.map(Math.abs));
  const rung = rungFor(largest, unit);
  const gap = ticks.length > 1 ? Math.abs(ticks[1]! - ticks[0]!) / rung.by : 1;
  const decimals = gap > 0 ? Math.min(12, decimalsFor(gap)) : 0;
  return ticks.map((tick) => (tick === 0 ? formatValue(0, unit) : (tick / rung.by).toFixed(decimals) + rung.suffix));
}

/** The steps a value axis may take, so that bytes advance by powers of two and durations by minutes and hours. */
export function tickIncrements(unit: Unit): number[] {
  const decimal = span(-12, 18).flatMap((e) => [1, 2, 5].map((m) => Number(`${m}e${e}`)));
  if (unit === 'bytes' || unit === 'bytesPerSecond')
    return [...decimal.filter((n) => n < 1), ...span(0, 60).map((e) => 2 ** e)];
  if (unit === 'seconds') {
    const clock = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
    return [...decimal.filter((n) => n <= 10), ...clock, ...decimal.filter((n) => n >= 1).map((n) => n * 2 * day)];
  }
  return decimal;
}

function span(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function rungFor(value: number, unit: Exclude<Unit, 'timestamp'>): Rung {
  const ladder = ladders[unit];
  const size = Math.abs(value);
  if (size === 0) return ladder.find((rung) => rung.by === 1) ?? ladder[0]!;
  return ladder.findLast((rung) => size >= rung.from) ?? ladder[0]!;
}

/** Integers stay integers; everything else has at least three significant digits and, from one upwards, at most two decimals. */
function digits(scaled: number): string {
  const size = Math.abs(scaled);
  if (Number.isInteger(scaled) && size < 1e15) return String(scaled);
  if (size >= 1e15 || size < 1e-4) return scaled.toExponential(2);
  if (size >= 100) return scaled.toFixed(1);
  if (size >= 1) return scaled.toFixed(2);
  return scaled.toPrecision(3);
}

function decimalsFor(gap: number): number {
  for (let decimals = 0; decimals < 12; decimals++) {
    const scaled = gap * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * scaled) return decimals;
  }
  return 12;
}

function formatSpecial(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return value > 0 ? '+Inf' : '−Inf';
}
