/** The names that every dashboard knows without defining them: `$__interval`, `$__range`, `${__user.login}` … */
import { formatDuration } from '../../explore/duration';
import type { RangeMs, RangeText } from '../../time/range';
import type { Intervals } from './interval';
import type { Bound } from './types';

export interface DashboardFacts {
  range: RangeMs;
  /** The range as the URL writes it, for links that take it along. */
  rangeText: RangeText;
  title: string;
  uid: string;
  /** `browser`, `utc` or a name of the time zone database. */
  timeZone: string;
  user?: { id: string; login: string; email: string };
}

const plain = (value: string, fields?: Record<string, string>): Bound => ({ text: value, value, fields });

export function dashboardBuiltins(facts: DashboardFacts): Map<string, Bound> {
  const { range, rangeText, title, uid, timeZone } = facts;
  const { id, login, email } = facts.user ?? { id: '', login: '', email: '' };
  const rangeSeconds = Math.max(1, Math.round((range.end - range.start) / 1000));
  return new Map([
    ['__from', plain(String(range.start))],
    ['__to', plain(String(range.end))],
    ['__range', plain(`${rangeSeconds}s`)],
    ['__range_s', plain(String(rangeSeconds))],
    ['__range_ms', plain(String(range.end - range.start))],
    ['__dashboard', plain(title, { name: title, title, uid })],
    ['__org', plain('1', { id: '1', name: 'Lookout' })],
    ['__user', plain(id, { id, login, email })],
    ['__timezone', plain(timeZone)],
    ['__url_time_range', plain(new URLSearchParams({ from: rangeText.from, to: rangeText.to }).toString())],
  ]);
}

/** What depends on the width of a panel and its query, and so is a scope of its own inside the dashboard's. */
export function intervalBuiltins({ intervalMs, rateIntervalMs }: Intervals): Map<string, Bound> {
  return new Map([
    ['__interval', plain(formatDuration(intervalMs / 1000))],
    ['__interval_ms', plain(String(intervalMs))],
    ['__rate_interval', plain(formatDuration(rateIntervalMs / 1000))],
    ['__rate_interval_ms', plain(String(rateIntervalMs))],
  ]);
}

/** The name of the series that a value belongs to, where a panel has one. */
export const nameBuiltin = (name: string): [string, Bound] => ['__name', plain(name)];
