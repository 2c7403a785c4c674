import { expect, it } from 'vitest';
import { createDataFrame, FieldType, themes } from '../../grafana';
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
  return times.filter((_, row) => lines[0]!.values[row] === null);
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
