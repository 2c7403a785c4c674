import { expect, it } from 'vitest';
import type { HistogramPoint } from '../../api/prometheus';
import { bucketFrame, nativeHistogramFrame } from './buckets';
import type { Asked } from './frames';

const asked: Asked = { target: { refId: 'A' }, expr: 'x', step: 10, interpolate: (text) => text, oneOfMany: false };
const bucket = (le: string, job: string, ...values: number[]) => ({ metric: { le, job }, times: values.map((_, i) => i * 10_000), values });
const columns = (frame: { fields: { name: string; values: unknown[] }[] }) => Object.fromEntries(frame.fields.map(({ name, values }) => [name, values]));

it('counts each bucket alone, whatever order they come in', () => {
  const frame = bucketFrame([bucket('+Inf', 'a', 9, 10), bucket('0.1', 'a', 2, 3), bucket('0.5', 'a', 6, 6)], asked);
  expect(columns(frame)).toEqual({ Time: [0, 10_000], '0.1': [2, 3], '0.5': [4, 3], '+Inf': [3, 4] });
});

it('adds up the histograms of several series before it takes them apart', () => {
  const frame = bucketFrame([bucket('1', 'a', 1), bucket('+Inf', 'a', 3), bucket('1', 'b', 10), bucket('+Inf', 'b', 30)], asked);
  expect(columns(frame)).toEqual({ Time: [0], '1': [11], '+Inf': [22] });
});

it('adds up native histograms', () => {
  const point = (time: number, count: string): HistogramPoint => [time, { count, sum: '1', buckets: [[0, '1', '2', count]] }];
  const frame = nativeHistogramFrame([point(10, '4'), point(0, '1'), point(10, '5')], asked);
  expect(columns(frame)).toEqual({ xMax: [0, 10_000], yMin: [1, 1], yMax: [2, 2], count: [1, 9] });
});
