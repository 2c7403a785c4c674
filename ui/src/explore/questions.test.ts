import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration';
import { explainError } from './errorHelp';
import { explainNode } from './explain';
import { loadHistory, remember, saveHistory } from './history';
import { listMetrics, searchMetrics } from './metrics';
import { fullName, shortNames } from './names';
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
