import { afterEach, describe, expect, it, vi } from 'vitest';
import { askEntries, mostEntries, resultTexts } from './ask';
import { parseQuery, queryText } from './query';

describe('parseQuery', () => {
  it.each([
    ['label_names()', { kind: 'label-names', match: null }],
    ['label_names(http_.*)', { kind: 'label-names', match: '{__name__=~".*(?:http_.*).*"}' }],
    ['label_names({job="x"})', { kind: 'label-names', match: '{job="x"}' }],
    ['label_values(job)', { kind: 'label-values', label: 'job', match: null }],
    ['label_values(up, job)', { kind: 'label-values', label: 'job', match: 'up' }],
    [' label_values(up{} ,job)\n', { kind: 'label-values', label: 'job', match: 'up{}' }],
    [
      'label_values(up{a=~"x,y", b="{"}, instance)',
      { kind: 'label-values', label: 'instance', match: 'up{a=~"x,y", b="{"}' },
    ],
    ['label_values({a="x", b="y"}, "a.b")', { kind: 'label-values', label: 'a.b', match: '{a="x", b="y"}' }],
    ['metrics(node_.*)', { kind: 'metrics', match: '{__name__=~".*(?:node_.*).*"}' }],
    ['metrics()', { kind: 'metrics', match: null }],
    [
      'query_result(topk(5, sum(rate(x[5m])) by (y)))',
      { kind: 'result', expr: 'topk(5, sum(rate(x[5m])) by (y))' },
    ],
    ['up{job="a"}', { kind: 'series', match: 'up{job="a"}' }],
  ])('%s', (text, want) => expect(parseQuery(text)).toEqual(want));

  it.each([
    ['', /has no query/],
    ['label_values()', /names no label/],
    ['label_values(up{job="x"})', /names no label/],
    ['query_result()', /needs an expression/],
  ])('refuses “%s”', (text, reason) => expect(() => parseQuery(text)).toThrow(reason));

  it('reads the objects that editors save', () => {
    expect(queryText({ query: 'label_values(job)', refId: 'A', qryType: 1 })).toBe('label_values(job)');
    expect(queryText({ expr: 'up', refId: 'A' })).toBe('up');
    expect(queryText({ refId: 'A' })).toBe('');
    expect(queryText(null)).toBe('');
  });
});

describe('resultTexts', () => {
  it('writes series as expressions of dashboards expect them', () => {
    const metric = { __name__: 'up', job: 'node', instance: 'a "b"' };
    const data = { resultType: 'vector' as const, result: [{ metric, value: [1521630638, '1'] as [number, string] }] };
    expect(resultTexts(data)).toEqual(['up{instance="a \\"b\\"",job="node"} 1 1521630638000']);
  });

  it('takes a scalar for itself and refuses a range', () => {
    expect(resultTexts({ resultType: 'scalar', result: [1, '3'] })).toEqual(['3']);
    expect(() => resultTexts({ resultType: 'matrix', result: [] })).toThrow(/leave the \[5m\]/);
  });
});

describe('askEntries', () => {
  afterEach(() => vi.unstubAllGlobals());

  const range = { start: 1000, end: 61_000 };
  const stub = (data: unknown) => {
    const calls: [string, RequestInit][] = [];
    vi.stubGlobal('fetch', (path: string, init: RequestInit) => {
      calls.push([path, init]);
      return Promise.resolve(new Response(JSON.stringify({ status: 'success', data })));
    });
    return calls;
  };
  const limit = `limit=${mostEntries + 1}`;

  it.each([
    ['label_values(up{a="b"}, job)', `/api/v1/label/job/values?match%5B%5D=up%7Ba%3D%22b%22%7D&start=1.000&end=61.000&${limit}`, undefined],
    ['label_values(job)', `/api/v1/label/job/values?start=1.000&end=61.000&${limit}`, undefined],
    ['label_names()', '/api/v1/labels', `start=1.000&end=61.000&${limit}`],
    ['query_result(up)', '/api/v1/query', `query=up&time=61.000&${limit}`],
  ])('%s', async (text, path, body) => {
    const calls = stub(text.startsWith('query') ? { resultType: 'vector', result: [] } : ['x']);
    await askEntries(parseQuery(text), range);
    expect(calls[0]![0]).toBe(path);
    expect(calls[0]![1].body?.toString()).toBe(body);
  });

  it('lists the series of a plain selector', async () => {
    stub([{ __name__: 'up', job: 'a' }]);
    expect(await askEntries(parseQuery('up'), range)).toEqual({ texts: ['up{job="a"}'], truncated: false });
  });

  it('says when there is more than it took', async () => {
    stub(Array.from({ length: mostEntries + 1 }, (_, i) => `v${i}`));
    const { texts, truncated } = await askEntries(parseQuery('label_values(job)'), range);
    expect([texts.length, truncated]).toEqual([mostEntries, true]);
  });
});
