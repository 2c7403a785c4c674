/** Durations and moments as people read and type them. Lengths are milliseconds unless said otherwise. */

const units: [name: string, ms: number][] = [
  ['w', 7 * 86_400_000],
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1000],
];

/** A length in its two largest units: `2d 3h`, `5m 10s`, `12s`. Weeks count as days. */
export function formatLength(ms: number): string {
  let rest = Math.round(Math.abs(ms) / 1000) * 1000;
  const parts: string[] = [];
  for (const [name, size] of units.slice(1)) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(`${count}${name}`);
    // The unit after the first one shown is the last: finer ones are noise beside it.
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.length === 0 ? '0s' : parts.join(' ');
}

/** `5m 10s ago`, `in 2h`, or `just now` within a second and a half. */
export function formatAgo(then: number, now: number): string {
  const ms = now - then;
  if (Math.abs(ms) < 1500) return 'just now';
  return ms > 0 ? `${formatLength(ms)} ago` : `in ${formatLength(ms)}`;
}

/** Reads `2h`, `1d12h`, `90m`; null when it is not a positive length. */
export function parseLength(text: string): number | null {
  const trimmed = text.replaceAll(' ', '').toLowerCase();
  if (!/^(?:\d{1,7}[wdhms])+$/.test(trimmed)) return null;
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+)([wdhms])/g)) {
    total += Number(amount) * units.find(([name]) => name === unit)![1];
  }
  return total > 0 ? total : null;
}

/** Lookout's and Go's zero time, and anything that is no time at all, is null. */
export function parseTime(text: string | undefined): number | null {
  if (!text || text.startsWith('0001-01-01')) return null;
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? null : ms;
}

const moment = new Intl.DateTimeFormat(undefined, {
  year: 'numeric',
  month: 'short',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

/** A moment in full, in the reader's time zone. */
export const formatMoment = (ms: number) => moment.format(ms);
