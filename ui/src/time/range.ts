/**
 * Time ranges as people write them and URLs carry them: `now`, `now-6h`, `now-1d/d`,
 * Unix milliseconds, or a date. Relative ends stay relative, so that a shared link shows
 * what is recent for the one who opens it.
 */
export interface RangeText {
  from: string;
  to: string;
}
export interface RangeMs {
  start: number;
  end: number;
}

export const defaultRange: RangeText = { from: 'now-1h', to: 'now' };

export const quickRanges: { label: string; range: RangeText }[] = [
  { label: 'Last 5 minutes', range: { from: 'now-5m', to: 'now' } },
  { label: 'Last 15 minutes', range: { from: 'now-15m', to: 'now' } },
  { label: 'Last 30 minutes', range: { from: 'now-30m', to: 'now' } },
  { label: 'Last 1 hour', range: { from: 'now-1h', to: 'now' } },
  { label: 'Last 3 hours', range: { from: 'now-3h', to: 'now' } },
  { label: 'Last 6 hours', range: { from: 'now-6h', to: 'now' } },
  { label: 'Last 12 hours', range: { from: 'now-12h', to: 'now' } },
  { label: 'Last 24 hours', range: { from: 'now-24h', to: 'now' } },
  { label: 'Last 2 days', range: { from: 'now-2d', to: 'now' } },
  { label: 'Last 7 days', range: { from: 'now-7d', to: 'now' } },
  { label: 'Last 30 days', range: { from: 'now-30d', to: 'now' } },
  { label: 'Last 60 days', range: { from: 'now-60d', to: 'now' } },
  { label: 'Today so far', range: { from: 'now/d', to: 'now' } },
  { label: 'Yesterday', range: { from: 'now-1d/d', to: 'now/d' } },
];

const unitMs: Record<string, number> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};

/** Turns one end of a range into Unix milliseconds, or null when it cannot be read. */
export function parseInstant(text: string, now: number): number | null {
  const trimmed = text.trim();
  const relative = /^now(?:\s*([+-])\s*(\d{1,6})\s*([smhdw]))?(?:\/([hdw]))?$/.exec(trimmed);
  if (relative) {
    const [, sign, amount, unit, floor] = relative;
    const offset = unit ? Number(amount) * unitMs[unit]! * (sign === '-' ? -1 : 1) : 0;
    return floor ? floorTo(now + offset, floor) : now + offset;
  }
  if (/^\d{11,14}$/.test(trimmed)) return Number(trimmed);
  if (/^\d{9,10}$/.test(trimmed)) return Number(trimmed) * 1000;
  return parseDate(trimmed);
}

/** Dates are local time unless they name a zone, as everything on the page is local time. */
function parseDate(text: string): number | null {
  const date = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/.exec(text);
  if (!date) return null;
  const [, day, time = '00:00:00', zone = ''] = date;
  const ms = Date.parse(`${day}T${time}${zone}`);
  return Number.isNaN(ms) ? null : ms;
}

function floorTo(ms: number, unit: string): number {
  const date = new Date(ms);
  date.setMinutes(0, 0, 0);
  if (unit === 'h') return date.getTime();
  date.setHours(0);
  // Weeks begin on Monday; getDay counts from Sunday.
  if (unit === 'w') date.setDate(date.getDate() - ((date.getDay() + 6) % 7));
  return date.getTime();
}

/** Resolves both ends, or says which end cannot be used and why. */
export function resolveRange({ from, to }: RangeText, now: number): RangeMs | { error: string } {
  const start = parseInstant(from, now);
  const end = parseInstant(to, now);
  if (start === null) return { error: `“${from}” is not a time: write now-6h or 2026-01-31 14:00` };
  if (end === null) return { error: `“${to}” is not a time: write now or 2026-01-31 14:00` };
  if (start >= end) return { error: 'The range ends before it begins: swap From and To' };
  return { start, end };
}

export function isRelative({ from, to }: RangeText): boolean {
  return from.includes('now') || to.includes('now');
}

/** Twice the range around the same centre, not reaching into the future. */
export function zoomOut({ start, end }: RangeMs, now: number): RangeText {
  const half = (end - start) / 2;
  const newEnd = Math.max(end, Math.min(end + half, now));
  return { from: String(Math.round(newEnd - 4 * half)), to: String(Math.round(newEnd)) };
}

/** Moves the range by half its length: -1 into the past, 1 towards the present. */
export function shift({ start, end }: RangeMs, direction: -1 | 1): RangeText {
  const by = (direction * (end - start)) / 2;
  return { from: String(Math.round(start + by)), to: String(Math.round(end + by)) };
}

const unitNames: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week', M: 'month', y: 'year' };

/** What the picker's button shows. */
export function describeRange(range: RangeText, now: number): string {
  const quick = quickRanges.find((q) => q.range.from === range.from && q.range.to === range.to);
  if (quick) return quick.label;
  const last = range.to === 'now' && /^now-(\d+)([smhdwMy])$/.exec(range.from);
  if (last) return `Last ${last[1]} ${unitNames[last[2]!]}${last[1] === '1' ? '' : 's'}`;
  const ends = [range.from, range.to].map((text) => {
    const ms = text.includes('now') ? null : parseInstant(text, now);
    return ms === null ? text : formatInput(ms);
  });
  return ends.join(' → ');
}

/** Local time in the form that the picker's fields accept. */
export function formatInput(ms: number): string {
  const d = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
  return `${day} ${two(d.getHours())}:${two(d.getMinutes())}:${two(d.getSeconds())}`;
}
