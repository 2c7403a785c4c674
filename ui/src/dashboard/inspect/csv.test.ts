import { expect, it } from 'vitest';
import { createDataFrame, FieldType } from '../grafana';
import { framesToCsv } from './csv';

const series = (name: string, points: [number, number | null][]) =>
  createDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: points.map(([at]) => at), config: {} },
      { name: 'Value', type: FieldType.number, values: points.map(([, value]) => value), config: { displayName: name } },
    ],
  });

it('sets series side by side, with gaps where one has no sample', () => {
  const csv = framesToCsv([series('a', [[0, 1], [2000, 3]]), series('b, c', [[1000, 2], [2000, null]])]);
  expect(csv.split('\r\n')).toEqual([
    'Time,a,"b, c"',
    '1970-01-01T00:00:00.000Z,1,',
    '1970-01-01T00:00:01.000Z,,2',
    '1970-01-01T00:00:02.000Z,3,',
    '',
  ]);
});

it('sets tables one below the other, and keeps formulas text', () => {
  const table = createDataFrame({ fields: [{ name: 'what', type: FieldType.string, values: ['=1+1', '-5'], config: {} }] });
  expect(framesToCsv([table, series('a', [[0, 1]])])).toBe("what\r\n'=1+1\r\n-5\r\n\r\nTime,a\r\n1970-01-01T00:00:00.000Z,1\r\n");
});
