import { expect, it } from 'vitest';
import { createDataFrame, FieldType, transform, type DataFrame } from '.';

const series = (labels: Record<string, string>, values: number[], refId = 'A') =>
  createDataFrame({
    refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: values.map((_, i) => i * 1000), config: {} },
      { name: 'Value', type: FieldType.number, values, labels, config: {} },
    ],
  });
const run = async (id: string, options: Record<string, unknown>, frames: DataFrame[]) =>
  (await transform(frames, [{ id, options }], (text) => text)).map(({ fields }) =>
    Object.fromEntries(fields.map(({ name, values }) => [name, values])),
  );

it('prepares time series', async () => {
  const frames = [series({ pod: 'a' }, [1, 2]), series({ pod: 'b' }, [3, 4])];
  expect(await run('prepareTimeSeries', { format: 'long' }, frames)).toEqual([
    { Time: [0, 0, 1000, 1000], pod: ['a', 'b', 'a', 'b'], Value: [1, 3, 2, 4] },
  ]);
  expect(await run('prepareTimeSeries', { format: 'multi' }, frames)).toHaveLength(2);
  expect(await run('prepareTimeSeries', { format: 'wide' }, frames)).toHaveLength(1);
});

it('joins by labels', async () => {
  const frames = [series({ kind: 'used', disk: 'a' }, [1]), series({ kind: 'free', disk: 'a' }, [2]), series({ kind: 'used', disk: 'b' }, [3])];
  expect(await run('joinByLabels', { value: 'kind' }, frames)).toEqual([{ disk: ['a', 'b'], used: [1, 3], free: [2, null] }]);
});

it('sums series up in a table', async () => {
  const frames = [series({ pod: 'a' }, [1, 5]), series({ pod: 'b' }, [7])];
  const [table] = await run('timeSeriesTable', { A: { stat: 'max' } }, frames);
  const trends = table!['Trend #A'] as (DataFrame & { value: number })[];
  expect(table!.pod).toEqual(['a', 'b']);
  expect(trends.map(({ value, fields }) => [value, fields[1]!.values])).toEqual([[5, [1, 5]], [7, [7]]]);
});

it('extracts fields from JSON and pairs', async () => {
  const frame = createDataFrame({ fields: [{ name: 'line', type: FieldType.string, values: ['{"a": 1}', 'b="x y" c=2'], config: {} }] });
  expect(await run('extractFields', { source: 'line', replace: true }, [frame])).toEqual([{ a: [1, null], b: [null, 'x y'], c: [null, '2'] }]);
});
