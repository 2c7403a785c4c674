import { describe, expect, it } from 'vitest';
import type { QueryData } from '../api/prometheus';
import { answersToCsv } from './exportCsv';
import { toCsv } from './csv';
import { panelsOf, type Graph } from './answers';
import { automaticStep, gridOf } from './step';
import { labelColumns, sortRows } from './tableOrder';

describe('step and grid', () => {
  it('shows ranges of any length at a bearable number of points', () => {
    for (const hours of [0.05, 1, 6, 24, 24 * 30, 24 * 365 * 5]) {
      const points = (hours * 3600) / automaticStep(hours * 3600, 'high');
      expect(points).toBeLessThanOrEqual(1000);
    }
    expect(automaticStep(3600, 'medium')).toBe(10);
  });

  it('stands on multiples of the step, so that a refresh asks for the same moments', () => {
    const first = gridOf({ start: 1_000_003_000, end: 1_003_603_000 }, 60);
    const later = gridOf({ start: 1_000_018_000, end: 1_003_618_000 }, 60);
    expect(first.start % 60).toBe(0);
    expect(later).toEqual(first);
  });
});

describe('CSV', () => {
  it('quotes what needs it and gives every label a column', () => {
    const text = toCsv([
      { query: 'A', labels: { job: 'a,b', path: 'say "hi"' }, time: 0, value: '1' },
      { query: 'A', labels: { zone: 'x\ny' }, time: 1.5, value: '1.2345678901234567' },
    ]);
    expect(text).toBe(
      'query,job,path,zone,time,value\r\n' +
        'A,"a,b","say ""hi""",,1970-01-01T00:00:00.000Z,1\r\n' +
        'A,,,"x\ny",1970-01-01T00:00:01.500Z,1.2345678901234567\r\n',
    );
  });

  it('has a line for every sample of a range, and for native histograms their sum and count', () => {
    const data: QueryData = {
      resultType: 'matrix',
      result: [
        {
          metric: { a: '1' },
          values: [
            [1, '5'],
            [2, 'NaN'],
          ],
        },
        { metric: { a: '2' }, histograms: [[1, { count: '3', sum: '9' }]] },
      ],
    };
    expect(answersToCsv([{ letter: 'B', data }]).split('\r\n')).toEqual([
      'query,a,time,value',
      'B,1,1970-01-01T00:00:01.000Z,5',
      'B,1,1970-01-01T00:00:02.000Z,NaN',
      'B,2,1970-01-01T00:00:01.000Z,sum=9 count=3',
      '',
    ]);
  });
});

describe('panelsOf', () => {
  const graph = (letter: string, unit: Graph['unit'], start: number, values: [number, string][]): Graph => ({
    letter,
    unit,
    expr: letter,
    result: {
      expr: letter,
      data: { resultType: 'matrix', result: [{ metric: {}, values }] },
      warnings: [],
      infos: [],
      millis: 1,
      seriesCount: 1,
      grid: { start, end: start + 20, step: 10 },
    },
  });

  it('puts queries of one unit into one chart', () => {
    const panels = panelsOf([graph('A', 'bytes', 0, []), graph('B', 'ratio', 0, []), graph('C', 'bytes', 0, [])]);
    expect(panels.map(({ unit, letters }) => [unit, letters.join('')])).toEqual([
      ['bytes', 'AC'],
      ['ratio', 'B'],
    ]);
  });

  it('joins grids while one query is ahead of the other', () => {
    const [panel] = panelsOf([
      graph('A', 'bytes', 0, [
        [0, '1'],
        [20, '3'],
      ]),
      graph('B', 'bytes', 10, [[30, '4']]),
    ]);
    expect(panel!.times).toEqual([0, 10, 20, 30]);
    expect(panel!.range).toEqual([0, 30]);
    expect(panel!.series.map((s) => s.values)).toEqual([
      [1, null, 3, null],
      [null, null, null, 4],
    ]);
  });
});

describe('tables', () => {
  const rows = ['cpu10:5', 'cpu2:NaN', 'cpu1:+Inf', 'cpu3:-1'].map((text) => {
    const [cpu, value] = text.split(':') as [string, string];
    return { labels: { __name__: 'x', cpu }, time: 0, value };
  });
  const cpus = (order: { by: string; descending: boolean }) => sortRows(rows, order).map((row) => row.labels.cpu);

  it('sorts labels as people count', () => {
    expect(cpus({ by: 'cpu', descending: false })).toEqual(['cpu1', 'cpu2', 'cpu3', 'cpu10']);
  });

  it('sorts values as numbers, NaN last in either direction', () => {
    expect(cpus({ by: '@value', descending: true })).toEqual(['cpu1', 'cpu10', 'cpu3', 'cpu2']);
    expect(cpus({ by: '@value', descending: false })).toEqual(['cpu3', 'cpu10', 'cpu1', 'cpu2']);
  });

  it('has the metric first and the labels by alphabet', () => {
    expect(
      labelColumns([
        { labels: { z: '', __name__: '' }, time: 0, value: '' },
        { labels: { a: '' }, time: 0, value: '' },
      ]),
    ).toEqual(['__name__', 'a', 'z']);
  });
});
