import { describe, expect, it } from 'vitest';
import type { QueryData } from '../api/prometheus';
import { answersToCsv } from './exportCsv';
import { toCsv } from './csv';
import { formatDuration, parseDuration } from './duration';
import { explainError } from './errorHelp';
import { explainNode } from './explain';
import { loadHistory, remember, saveHistory } from './history';
import { listMetrics, searchMetrics } from './metrics';
import { fullName, shortNames } from './names';
import { panelsOf, type Graph } from './answers';
import { automaticStep, gridOf } from './step';
import { labelColumns, sortRows } from './tableOrder';
import { selectorOf } from './editor/completionClient';
import { EqlRegex, EqlSingle } from '@prometheus-io/lezer-promql';

describe('durations', () => {
  it.each([
    ['30s', 30],
    ['1h30m', 5400],
    ['15', 15],
    ['0.5', 0.5],
    ['250ms', 0.25],
    ['1d', 86_400],
  ])('%s is %d seconds', (text, seconds) => {
    expect(parseDuration(text)).toBe(seconds);
  });

  it.each(['', '0', '0s', '-5m', 'soon', '5 m', '1x', '1e3'])('%j is no duration', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it('are written the way they are read', () => {
    for (const text of ['1h30m', '5s', '1d', '250ms', '1w2d']) expect(formatDuration(parseDuration(text)!)).toBe(text);
  });
});

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

describe('names', () => {
  const cpu = (n: string, mode: string) => ({ __name__: 'cpu', cpu: n, mode, job: 'node' });

  it('writes a series as a selector', () => {
    expect(fullName({ __name__: 'up', job: 'a"b' })).toBe('up{job="a\\"b"}');
    expect(fullName({ __name__: 'up' })).toBe('up');
    expect(fullName({})).toBe('{}');
  });

  it('leaves out what all series share', () => {
    expect(shortNames([cpu('0', 'user'), cpu('1', 'idle')], 'x')).toEqual(['cpu=0 mode=user', 'cpu=1 mode=idle']);
  });

  it('needs only the value where one label differs', () => {
    expect(shortNames([cpu('0', 'user'), cpu('0', 'idle')], 'x')).toEqual(['user', 'idle']);
  });

  it('falls back to the metric and then to the expression', () => {
    expect(shortNames([cpu('0', 'user')], 'x')).toEqual(['cpu']);
    expect(shortNames([{}], 'sum(x)')).toEqual(['sum(x)']);
  });
});

describe('explainError', () => {
  it('finds the word that is meant', () => {
    const help = explainError(
      'invalid parameter "query": 1:10: parse error: unexpected identifier "foo"',
      'sum(up) + foo bar',
    );
    expect(help.position).toEqual({ from: 9, to: 10 });
    expect(help.message).toBe('unexpected identifier "foo"');
  });

  it('counts lines, and columns in bytes', () => {
    const expr = 'up{a="ä"}\n + up up';
    const { position } = explainError('2:7: parse error: unexpected identifier "up"', expr);
    expect(expr.slice(position!.from, position!.to)).toBe('up');
    const umlaut = explainError('1:12: parse error: x', 'up{a="ä"} nonsense').position!;
    expect('up{a="ä"} nonsense'.slice(umlaut.from, umlaut.to)).toBe('nonsense');
  });

  it('marks something even past the end', () => {
    expect(explainError('1:9: parse error: unclosed left parenthesis', 'sum(up').position).toEqual({ from: 5, to: 6 });
  });

  it.each([
    ['1:1: parse error: expected type range vector in call to function "rate", got instant vector', '[5m]'],
    ['exceeded maximum resolution of 11,000 points per timeseries', 'larger step'],
    ["1:9: parse error: unexpected character: '$'", '$__rate_interval'],
    ['query timed out in expression evaluation', 'Shorten'],
  ])('says what to do about: %s', (message, advice) => {
    expect(explainError(message, 'rate(up)').hint).toContain(advice);
  });

  it('keeps an error that it does not know as it is', () => {
    expect(explainError('the disk is on fire', 'up')).toEqual({
      message: 'the disk is on fire',
      position: null,
      hint: null,
    });
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

describe('history', () => {
  it('moves what is run again to the top and forgets the oldest', () => {
    expect(remember(['a', 'b'], ' b ')).toEqual(['b', 'a']);
    expect(remember(['a'], '  ')).toEqual(['a']);
    const full = Array.from({ length: 50 }, (_, i) => `q${i}`);
    expect(remember(full, 'new')).toHaveLength(50);
  });

  it('survives what others left in the storage, and a storage that is full', () => {
    expect(loadHistory({ getItem: () => '{broken' })).toEqual([]);
    expect(loadHistory({ getItem: () => '["up", 3]' })).toEqual(['up']);
    const full = {
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(() => saveHistory(['up'], full)).not.toThrow();
  });
});

describe('metrics', () => {
  const metadata = { http_duration_seconds: [{ type: 'histogram', help: 'How long requests took.', unit: '' }] };
  const metrics = listMetrics(['http_duration_seconds_bucket', 'requests_total', 'up'], metadata);

  it('describes the parts of a histogram like the whole', () => {
    expect(metrics[0]).toEqual({
      name: 'http_duration_seconds_bucket',
      type: 'histogram',
      help: 'How long requests took.',
    });
    expect(metrics[2]).toEqual({ name: 'up', type: '', help: '' });
  });

  it('finds by every word, names before descriptions', () => {
    expect(searchMetrics(metrics, 'REQUESTS').map((m) => m.name)).toEqual([
      'requests_total',
      'http_duration_seconds_bucket',
    ]);
    expect(searchMetrics(metrics, 'http took').map((m) => m.name)).toEqual(['http_duration_seconds_bucket']);
    expect(searchMetrics(metrics, 'http nothing')).toEqual([]);
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

describe('selectorOf', () => {
  it('asks for what is typed so far, without the label being completed', () => {
    const matchers = [
      { name: 'job', value: 'node', type: EqlSingle, matchesEmpty: () => false },
      { name: 'mode', value: 'i.*', type: EqlRegex, matchesEmpty: () => false },
    ];
    expect(selectorOf('cpu', matchers, 'mode')).toBe('cpu{job="node"}');
    expect(selectorOf('', matchers)).toBe('{job="node",mode=~"i.*"}');
    expect(selectorOf('cpu', [])).toBe('cpu');
    expect(selectorOf(undefined, undefined)).toBe('');
  });
});

describe('explainNode', () => {
  it('says what each part does', () => {
    const selector = {
      name: 'cpu',
      matchers: [
        { name: '__name__', value: 'cpu', type: '=' },
        { name: 'mode', value: 'idle', type: '!=' },
      ],
      offset: 0,
    };
    const explained = explainNode({
      type: 'aggregation',
      op: 'sum',
      param: null,
      grouping: ['mode'],
      without: false,
      expr: { type: 'call', func: { name: 'rate' }, args: [{ type: 'matrixSelector', range: 300_000, ...selector }] },
    });
    expect(explained).toMatchObject({ text: 'sum by (mode)', meaning: 'adds up for each mode' });
    expect(explained.children[0]!.children[0]).toMatchObject({
      text: 'cpu{mode!="idle"}[5m]',
      meaning: 'all samples of the last 5m',
    });
  });
});
