import { describe, expect, it } from 'vitest';
import { describeRange, formatInput, parseInstant, resolveRange, shift, zoomOut } from './range';

const now = new Date(2026, 0, 15, 14, 35, 20).getTime(); // a Thursday, local time
const hour = 3_600_000;

describe('parseInstant', () => {
  it.each([
    ['now', now],
    [' now-1h ', now - hour],
    ['now - 90m', now - 1.5 * hour],
    ['now+30s', now + 30_000],
    ['now/h', new Date(2026, 0, 15, 14).getTime()],
    ['now/d', new Date(2026, 0, 15).getTime()],
    ['now-1d/d', new Date(2026, 0, 14).getTime()],
    ['now/w', new Date(2026, 0, 12).getTime()],
    ['1768480520000', 1768480520000],
    ['1768480520', 1768480520000],
    ['2026-01-15', new Date(2026, 0, 15).getTime()],
    ['2026-01-15 09:30', new Date(2026, 0, 15, 9, 30).getTime()],
    ['2026-01-15T09:30:00Z', Date.UTC(2026, 0, 15, 9, 30)],
    ['2026-01-15T09:30:00+02:00', Date.UTC(2026, 0, 15, 7, 30)],
  ])('reads %j', (text, ms) => expect(parseInstant(text, now)).toBe(ms));

  it.each(['', 'yesterday', 'now-', 'now-1', 'now-1y', 'now/m', '2026-13-01', '2026-01-15 25:00', '12', '1/2/2026'])(
    'refuses %j',
    (text) => expect(parseInstant(text, now)).toBeNull(),
  );
});

describe('resolveRange', () => {
  it('resolves both ends at the same moment', () => {
    expect(resolveRange({ from: 'now-1h', to: 'now' }, now)).toEqual({ start: now - hour, end: now });
  });
  it.each([
    [{ from: 'soon', to: 'now' }, '“soon” is not a time'],
    [{ from: 'now-1h', to: 'later' }, '“later” is not a time'],
    [{ from: 'now', to: 'now-1h' }, 'ends before it begins'],
    [{ from: 'now', to: 'now' }, 'ends before it begins'],
  ])('says what is wrong with %j', (range, message) => {
    expect(resolveRange(range, now)).toMatchObject({ error: expect.stringContaining(message) });
  });
});

describe('zoomOut', () => {
  it('doubles a range that ends now towards the past only', () => {
    const range = zoomOut({ start: now - hour, end: now }, now);
    expect(range).toEqual({ from: String(now - 2 * hour), to: String(now) });
  });
  it('doubles a past range on both sides', () => {
    const start = now - 10 * hour;
    const range = zoomOut({ start, end: start + 2 * hour }, now);
    expect(range).toEqual({ from: String(start - hour), to: String(start + 3 * hour) });
  });
});

describe('shift', () => {
  it('moves by half the length', () => {
    expect(shift({ start: 1000, end: 3000 }, -1)).toEqual({ from: '0', to: '2000' });
    expect(shift({ start: 1000, end: 3000 }, 1)).toEqual({ from: '2000', to: '4000' });
  });
});

describe('describeRange', () => {
  it('names a quick range', () => expect(describeRange({ from: 'now-6h', to: 'now' }, now)).toBe('Last 6 hours'));
  it.each([
    ['now-10m', 'Last 10 minutes'],
    ['now-1w', 'Last 1 week'],
    ['now-2M', 'Last 2 months'],
  ])('says %s as a quick range would', (from, said) => expect(describeRange({ from, to: 'now' }, now)).toBe(said));
  it.each(['now-1d/d', 'now-1h-5m'])('writes %s out', (from) => expect(describeRange({ from, to: 'now' }, now)).toBe(`${from} → now`));
  it('writes other ends out', () => {
    expect(describeRange({ from: 'now-40m', to: String(now) }, now)).toBe(`now-40m → ${formatInput(now)}`);
  });
});

it('formatInput writes what parseInstant reads', () => {
  expect(parseInstant(formatInput(now), 0)).toBe(now);
});
