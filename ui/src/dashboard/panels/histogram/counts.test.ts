import { expect, it } from 'vitest';
import { createDataFrame, FieldType, themes } from '../../grafana';
import { countsOf } from './counts';

const frame = createDataFrame({ fields: [{ name: 'v', type: FieldType.number, values: [1, 1.5, 2, 3.9, NaN, null], config: {} }] });

it('counts values in buckets of the wanted size', () => {
  const bars = countsOf([frame], { bucketSize: 1 }, themes.dark)!;
  expect(bars.groups.map(({ label, values }) => [label, values[0]])).toEqual([
    ['1', 2],
    ['2', 1],
    ['3', 1],
  ]);
});

it('has nothing to count without numbers', () => {
  expect(countsOf([], {}, themes.dark)).toBeNull();
});
