import { describe, expect, it } from 'vitest';
import { endingWith, onGrid, rateWindow, sparkStep } from './step';

const hours = (n: number) => ({ start: 0, end: n * 3_600_000 });

describe('sparkStep', () => {
  it.each([
    [1, 30],
    [0.1, 15],
    [24, 1800],
    [24 * 60, 43_200],
    [24 * 1000, 777_600],
  ])('for %d hours is %d seconds', (range, step) => expect(sparkStep(hours(range))).toBe(step));
});

it('rateWindow covers the step twice, and two minutes at least', () => {
  expect([rateWindow(15), rateWindow(600)]).toEqual(['120s', '1200s']);
});

it('onGrid leaves gaps where there are no numbers', () => {
  const values: [number, string][] = [
    [30, '1'],
    [60, 'NaN'],
  ];
  expect(onGrid(values, { start: 5_000, end: 95_000 }, 30)).toEqual([
    [0, null],
    [30, 1],
    [60, null],
    [90, null],
  ]);
});

it('endingWith puts the present value last, where there is one', () => {
  const points: [number, number | null][] = [
    [30, 1],
    [60, null],
  ];
  expect(endingWith(points, '2.5')).toEqual([
    [30, 1],
    [60, 2.5],
  ]);
  expect(endingWith(points, 'NaN')).toBe(points);
  expect(endingWith(points, undefined)).toBe(points);
  expect(endingWith([], '1')).toEqual([]);
});
