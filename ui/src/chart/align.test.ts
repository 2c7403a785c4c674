import { describe, expect, it } from 'vitest';
import { alignSamples, isolatedRows, timeGrid } from './align';

describe('timeGrid', () => {
  it('includes both ends', () => {
    expect(timeGrid(100, 160, 15)).toEqual([100, 115, 130, 145, 160]);
  });

  it('stops before an end that is between two steps', () => {
    expect(timeGrid(0, 29, 10)).toEqual([0, 10, 20]);
  });

  it('does not drift with fractional steps', () => {
    const grid = timeGrid(0, 1000, 0.1);
    expect(grid).toHaveLength(10_001);
    expect(grid.at(-1)).toBe(1000);
    expect(grid[3]).toBe(0.3);
  });

  it('is empty without a step or with ends swapped, rather than endless', () => {
    expect(timeGrid(0, 10, 0)).toEqual([]);
    expect(timeGrid(10, 0, 1)).toEqual([]);
  });
});

describe('alignSamples', () => {
  const grid = [10, 20, 30, 40];

  it('leaves gaps where a series has no sample', () => {
    expect(
      alignSamples(grid, [
        [
          [10, 1],
          [40, 4],
        ],
        [[20, 2]],
      ]),
    ).toEqual([
      [1, null, null, 4],
      [null, 2, null, null],
    ]);
  });

  it('makes gaps of what no axis can show', () => {
    expect(
      alignSamples(grid, [
        [
          [10, NaN],
          [20, Infinity],
          [30, -Infinity],
          [40, 0],
        ],
      ]),
    ).toEqual([[null, null, null, 0]]);
  });

  it('leaves out samples that are off the grid', () => {
    expect(
      alignSamples(grid, [
        [
          [15, 1],
          [50, 1],
        ],
      ]),
    ).toEqual([[null, null, null, null]]);
  });

  it('matches times that differ by rounding only', () => {
    expect(alignSamples(timeGrid(0, 1, 0.1), [[[0.30000000000000004, 7]]])[0]![3]).toBe(7);
  });
});

describe('isolatedRows', () => {
  it('finds values that no line would show', () => {
    expect(isolatedRows([1, null, 2, 3, null, 4], 0, 5)).toEqual([0, 5]);
  });

  it('finds none in an unbroken line', () => {
    expect(isolatedRows([1, 2, 3], 0, 2)).toEqual([]);
  });
});
