import { expect, it } from 'vitest';
import { createDataFrame, FieldType, themes } from '../../grafana';
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
