import { describe, expect, it } from 'vitest';
import { formatAgo, formatLength, parseLength, parseTime } from './duration';

describe('formatLength', () => {
  it.each([
    [0, '0s'],
    [400, '0s'],
    [12_000, '12s'],
    [60_000, '1m'],
    [310_000, '5m 10s'],
    [3_600_000, '1h'],
    [3_605_000, '1h'],
    [93_600_000, '1d 2h'],
    [20 * 86_400_000, '20d'],
  ])('%d ms reads %s', (ms, text) => expect(formatLength(ms)).toBe(text));
});

describe('formatAgo', () => {
  const now = 1_000_000_000;
  it.each([
    [now, 'just now'],
    [now - 1400, 'just now'],
    [now - 5000, '5s ago'],
    [now + 7_200_000, 'in 2h'],
  ])('%d reads %s', (then, text) => expect(formatAgo(then, now)).toBe(text));
});

describe('parseLength', () => {
  it.each([
    ['2h', 7_200_000],
    ['1d12h', 129_600_000],
    ['1h 30m', 5_400_000],
    ['1W', 604_800_000],
  ])('reads %s', (text, ms) => expect(parseLength(text)).toBe(ms));
  it.each(['', '0h', 'h', '5', '2x', '-2h', '2h!'])('refuses %j', (text) => expect(parseLength(text)).toBeNull());
});

describe('parseTime', () => {
  it('takes a zero time for none', () => expect(parseTime('0001-01-01T00:00:00Z')).toBeNull());
  it('reads RFC 3339', () => expect(parseTime('2026-01-02T03:04:05Z')).toBe(Date.UTC(2026, 0, 2, 3, 4, 5)));
  it.each([undefined, '', 'soon'])('has no time for %j', (text) => expect(parseTime(text)).toBeNull());
});
