import { expect, it } from 'vitest';
import { decodeSamples } from './samples';

const answer = (...result: unknown[]) => JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });
const decoded = (text: string) => (decodeSamples(text) as { data: { result: unknown[] } }).data.result;

it('reads samples into columns', () => {
  const metric = { job: 'a' };
  const values = [[1700000000, '1'], [1700000000.015, '-2.5e-3'], [1700000001, 'NaN'], [1700000002, '+Inf'], [1700000003, '-Inf']];
  const times = [1700000000000, 1700000000015, 1700000001000, 1700000002000, 1700000003000];
  expect(decoded(answer({ metric, values }))).toEqual([{ metric, values: { times, values: [1, -0.0025, NaN, Infinity, -Infinity] } }]);
});

it('shares the moments of series that have the same', () => {
  const [a, b, c] = decoded(answer({ values: [[1, '1']] }, { values: [[1, '2']] }, { values: [[2, '3']] })) as { values: { times: number[] } }[];
  expect(b!.values.times).toBe(a!.values.times);
  expect(c!.values.times).toEqual([2000]);
});

it('is not misled by what labels say', () => {
  const metric = { trap: '"values":[[1,"2"]]', 'values': 'x]]', end: ']]' };
  expect(() => decoded(answer({ metric: { trap: '"values":[[' }, values: [[1, '2']] }))).not.toThrow();
  const [series] = decoded(answer({ metric, values: [[1, '2']] })) as { metric: unknown; values: unknown }[];
  expect(series).toEqual({ metric, values: { times: [1000], values: [2] } });
});

it('leaves everything else as it is', () => {
  const histograms = [[1, { count: '2', sum: '3', buckets: [[0, '1', '2', '2']] }]];
  expect(decoded(answer({ metric: {}, histograms }))).toEqual([{ metric: {}, histograms }]);
  expect(decoded(answer())).toEqual([]);
  expect(decodeSamples('{"status":"error","error":"values"}')).toEqual({ status: 'error', error: 'values' });
  expect(() => decodeSamples('<html>')).toThrow(SyntaxError);
});
