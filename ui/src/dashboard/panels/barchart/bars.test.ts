import { describe, expect, it } from 'vitest';
import { createDataFrame, FieldType, themes } from '../../grafana';
import { barsOf, blocksOf } from './bars';
import { niceTicks } from './ticks';

const number = (name: string, values: (number | null)[]) => ({ name, type: FieldType.number, values, config: {} });

describe('bars', () => {
  const frame = createDataFrame({
    fields: [{ name: 'Team', type: FieldType.string, values: ['a', 'b'], config: {} }, number('x', [1, 3]), number('y', [3, null])],
  });
  const bars = barsOf([frame], themes.dark)!;

  it('groups by the first text', () => {
    expect(bars.groups).toEqual([
      { label: 'a', values: [1, 3] },
      { label: 'b', values: [3, null] },
    ]);
    expect(bars.series.map(({ name }) => name)).toEqual(['x', 'y']);
  });

  it('piles up, and shares a whole', () => {
    const ends = (stacking: string) => blocksOf(bars, stacking, () => true).map(({ from, to }) => [from, to]);
    expect(ends('none')).toEqual([[0, 1], [0, 3], [0, 3]]);
    expect(ends('normal')).toEqual([[0, 1], [1, 4], [0, 3]]);
    expect(ends('percent')).toEqual([[0, 0.25], [0.25, 1], [0, 1]]);
    expect(blocksOf(bars, 'normal', (series) => series === 1).map(({ to }) => to)).toEqual([3]);
  });

  it('takes the last values of series that have times of their own', () => {
    const series = (name: string, values: number[]) =>
      createDataFrame({ fields: [{ name: 'Time', type: FieldType.time, values: values.map((_, i) => i), config: {} }, { ...number('Value', values), config: { displayNameFromDS: name } }] });
    expect(barsOf([series('a', [1]), series('b', [2])], themes.dark)!.groups).toEqual([
      { label: 'a', values: [1] },
      { label: 'b', values: [2] },
    ]);
  });
});

it('covers a range by round values', () => {
  expect(niceTicks(0, 7, 4)).toEqual([0, 2, 4, 6, 8]);
  expect(niceTicks(-0.3, 0.3, 3)).toEqual([-0.4, -0.2, 0, 0.2, 0.4]);
  expect(niceTicks(0, 0, 3)).toEqual([0, 1]);
});
