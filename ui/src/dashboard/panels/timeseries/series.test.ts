import { expect, it } from 'vitest';
import { createDataFrame, FieldType, themes } from '../../grafana';
import { lonely } from './plot';
import { valueAxis, valueScale } from './scales';
import { linesOf } from './series';

const frame = (times: number[], custom: object, interval?: number) =>
  createDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: times, config: { interval } },
      { name: 'Value', type: FieldType.number, values: times.map(() => 1), config: { custom } },
    ],
  });
const gaps = (...args: Parameters<typeof frame>) => {
  const { times, lines } = linesOf([frame(...args)], themes.dark)!;
  return times.filter((_, row) => lines[0]!.values[row] == null);
};

it('breaks a line where a sample of the query is missing', () => expect(gaps([0, 10, 30], {}, 10)).toEqual([20]));
it('breaks a line where samples are further apart than its author allows', () => {
  expect(gaps([0, 10, 100], { insertNulls: 50 })).toEqual([60]);
  expect(gaps([0, 10, 100], { insertNulls: false })).toEqual([]);
});

it('names shares of a hundred percent as such, whatever their unit', () => {
  const custom = { stacking: { mode: 'percent', group: 'A' } };
  const field = { name: 'Value', type: FieldType.number, values: [0.25], config: { unit: 'bytes', custom } };
  const { lines } = linesOf([createDataFrame({ fields: [{ name: 'Time', type: FieldType.time, values: [0], config: {} }, field] })], themes.dark)!;
  const axis = valueAxis(lines[0]!.scale, lines, 0, themes.dark);
  expect((axis.values as (u: unknown, splits: number[]) => string[])(null, [0, 0.5, 1])).toEqual(['0%', '50%', '100%']);
  const { range } = valueScale(lines, { hidden: () => false });
  expect((range as unknown as (u: unknown, low: number, high: number) => number[])(null, 0.25, 1)).toEqual([0, 1]);
});

it('joins the samples of a query that is asked less often than its neighbour, and breaks only its own gaps', () => {
  const often = frame([0, 10, 20, 30, 40, 50, 60, 70, 80], {}, 10);
  const seldom = frame([0, 20, 60, 80], {}, 20);
  const { lines } = linesOf([often, seldom], themes.dark)!;
  expect(lines[0]!.values).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1]);
  expect(lines[1]!.values).toEqual([1, undefined, 1, null, undefined, undefined, 1, undefined, 1]);
  expect(lonely(lines[1]!.values)).toBe(null);
  expect(lonely([1, null, 1, undefined, null, 1])).toEqual([0, 2, 5]);
});

it('draws a logarithmic axis whose least value is said to be zero', () => {
  const { lines } = linesOf([frame([0, 1], { scaleDistribution: { type: 'log', log: 10 } })], themes.dark)!;
  lines[0]!.field.config.min = 0;
  const { range } = valueScale(lines, { hidden: () => false });
  const [low, high] = (range as unknown as (u: unknown, low: number, high: number) => number[])(null, 2, 300);
  expect(low).toBeGreaterThan(0);
  expect(high).toBeGreaterThanOrEqual(300);
});

it('takes what no axis can reach for a gap', () => {
  const values = (...given: unknown[]) =>
    linesOf([createDataFrame({ fields: [{ name: 'Time', type: FieldType.time, values: given.map((_, i) => i), config: {} }, { name: 'Value', type: FieldType.number, values: given, config: {} }] })], themes.dark)!.lines[0]!.values;
  expect(values(1, Infinity, NaN, -Infinity, 2)).toEqual([1, null, null, null, 2]);
});
