import { describe, expect, it } from 'vitest';
import { autoInterval, intervalsOf, parseInterval, roundInterval } from './interval';

const hours = (n: number) => ({ start: 0, end: n * 3_600_000 });

describe('intervalsOf', () => {
  it.each([
    // An hour in 1000 pixels would be 3.6 s; nothing is scraped that often.
    ['the scrape interval is the least', { range: hours(1), maxDataPoints: 1000 }, [15_000, 60_000, 15_000]],
    ['a day', { range: hours(24), maxDataPoints: 1000 }, [60_000, 75_000, 60_000]],
    ['a month', { range: hours(720), maxDataPoints: 1000 }, [1_800_000, 1_815_000, 1_800_000]],
    ['the panel’s minimum', { range: hours(1), maxDataPoints: 1000, panelInterval: '>1m' }, [60_000, 75_000, 60_000]],
    [
      'a minimum step counts as the scrape interval of a rate',
      { range: hours(1), maxDataPoints: 1000, queryInterval: '1m' },
      [60_000, 240_000, 60_000],
    ],
    [
      'a slower scrape',
      { range: hours(1), maxDataPoints: 1000, scrapeInterval: '1m' },
      [60_000, 240_000, 60_000],
    ],
    [
      'half the resolution',
      { range: hours(24), maxDataPoints: 1000, intervalFactor: 2 },
      [120_000, 135_000, 120_000],
    ],
    [
      'a step as long as the rate looks back',
      { range: hours(1), maxDataPoints: 1000, queryInterval: '$__rate_interval' },
      [15_000, 60_000, 60_000],
    ],
    [
      'never more points than Prometheus answers',
      { range: hours(100), maxDataPoints: 100_000, scrapeInterval: '1s' },
      [33_000, 34_000, 33_000],
    ],
    ['no width yet', { range: hours(1), maxDataPoints: 0 }, [3_600_000, 3_615_000, 3_600_000]],
  ])('%s', (_, request, [intervalMs, rateIntervalMs, stepMs]) => {
    expect(intervalsOf(request)).toEqual({ intervalMs, rateIntervalMs, stepMs });
  });
});

it.each([
  [9, 1],
  [10, 10],
  [3_600, 5_000],
  [12_500, 15_000],
  [45_000, 60_000],
  [86_399_999, 43_200_000],
  [86_400_000, 86_400_000],
  [3_628_800_000, 31_536_000_000],
])('%d ms is rounded to %d ms', (length, step) => expect(roundInterval(length)).toBe(step));

it.each([
  ['10s', 10_000],
  ['>1m', 60_000],
  ['>=30s', 30_000],
  ['1h30m', 5_400_000],
  ['2M', 5_184_000_000],
  ['15', 15_000],
  ['0s', null],
  ['', null],
  [null, null],
  ['$interval', null],
])('%s is %s', (text, ms) => expect(parseInterval(text)).toBe(ms));

it('auto divides the range, but not below its least', () => {
  expect(autoInterval(hours(0.5), 30, '10s')).toBe('1m');
  expect(autoInterval(hours(0.5), 30, '2m')).toBe('2m');
});
