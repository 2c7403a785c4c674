import { describe, expect, it } from 'vitest';
import { createDataFrame, DataFrameType, FieldType } from '../../grafana';
import { cellsOf } from './cells';

const time = { name: 'Time', type: FieldType.time, values: [0, 60_000], config: { interval: 60_000 } };

describe('cellsOf', () => {
  it('takes buckets by their upper bounds', () => {
    const frame = createDataFrame({
      meta: { type: DataFrameType.HeatmapRows },
      fields: [
        time,
        { name: '0.1', type: FieldType.number, values: [1, 2], config: {} },
        { name: '0.5', type: FieldType.number, values: [3, null], config: {} },
        { name: '+Inf', type: FieldType.number, values: [0, 4], config: {} },
      ],
    });
    const found = cellsOf([frame], false)!;
    expect(found.rows).toBeNull();
    expect(found.cells.map(({ x, low, high, count }) => [x, low, high, count])).toEqual([
      [0, 0, 0.1, 1],
      [60_000, 0, 0.1, 2],
      [0, 0.1, 0.5, 3],
      [0, 0.5, 0.9, 0],
      [60_000, 0.5, 0.9, 4],
    ]);
    expect(found.most).toBe(4);
  });

  it('keeps rows that are no numbers in their order', () => {
    const frame = createDataFrame({
      meta: { type: DataFrameType.HeatmapRows },
      fields: [time, ...['a', 'b'].map((name) => ({ name, type: FieldType.number, values: [1, 1], config: {} }))],
    });
    expect(cellsOf([frame], false)!.rows).toEqual(['a', 'b']);
  });

  it('counts plain values', () => {
    const frame = createDataFrame({ fields: [time, { name: 'v', type: FieldType.number, values: [5, 5], config: {} }] });
    const found = cellsOf([frame], true)!;
    expect(found.cells.reduce((sum, { count }) => sum + count, 0)).toBe(2);
  });

  it('has nothing to say without numbers', () => {
    expect(cellsOf([], true)).toBeNull();
  });
});
