import { describe, expect, it } from 'vitest';
import { interpolate } from './interpolate';
import type { VariableQuery } from './query';
import { resolveAll } from './resolve';
import type { Answer, Question } from './resolved';
import { emptyScope } from './scope';
import type { Variable } from './types';

interface Case {
  variables: Variable[];
  search?: string;
  /** What the server knows, by the question; a question that is not here stays unanswered. */
  server?: (query: VariableQuery, question: Question) => string[] | Error | undefined;
}

function resolve({ variables, search = '', server = () => undefined }: Case) {
  const params = new URLSearchParams(search);
  return resolveAll({
    variables,
    urlValues: (name) => (params.has(`var-${name}`) ? params.getAll(`var-${name}`) : null),
    range: { start: 0, end: 3_600_000 },
    openedRange: { start: 0, end: 60_000 },
    builtins: emptyScope,
    ask: (question): Answer => {
      const said = server(question.query, question);
      if (said instanceof Error) return { error: said };
      return said ? { entries: { texts: said, truncated: false } } : {};
    },
  });
}

/** The value of the only variable. */
function value(variable: Partial<Variable>, search = '', entries = ['a', 'b', 'c']) {
  const full = { type: 'query' as const, name: 'x', query: 'label_values(x)', refresh: 1, ...variable };
  return resolve({ variables: [full], search, server: () => entries }).resolved[0]!;
}

describe('a selection', () => {
  const all = { text: 'All', value: '$__all' };
  it.each<[string, Partial<Variable>, string, string[]]>([
    ['begins with the first option', {}, '', ['a']],
    ['begins with what was saved', { current: { text: 'b', value: 'b' } }, '', ['b']],
    ['the URL wins over what was saved', { current: { text: 'b', value: 'b' } }, 'var-x=c', ['c']],
    ['falls back when it is gone', { current: { text: 'z', value: 'z' } }, '', ['a']],
    ['can be written as the text', { query: 'label_values(x)', regex: '/(?<text>(?<value>.))/' }, 'var-x=b', ['b']],
    ['is one value without multi', {}, 'var-x=b&var-x=c', ['b']],
    ['is several values with multi', { multi: true }, 'var-x=b&var-x=c&var-x=z&var-x=b', ['b', 'c']],
    ['can be All', { includeAll: true }, 'var-x=$__all', ['$__all']],
    ['can be All as old links write it', { includeAll: true }, 'var-x=All', ['$__all']],
    ['saved as All', { includeAll: true, multi: true, current: { text: ['All'], value: ['$__all'] } }, '', ['$__all']],
    ['begins with All where there is one', { includeAll: true, current: {} }, '', ['$__all']],
    ['saved as a number', { current: { text: 2, value: 2 } }, '', ['2']],
    ['saved as something else', { current: { text: {}, value: {} } }, '', ['a']],
    ['All is not offered unless it is', { current: all }, '', ['a']],
    ['an empty URL asks for nothing', {}, 'var-x=', ['a']],
    ['does not follow a URL that it is kept out of', { skipUrlSync: true }, 'var-x=c', ['a']],
  ])('%s', (_, variable, search, want) => expect(value(variable, search, ['a', 'b', 'c', '2']).selected).toEqual(want));

  it('stands for nothing when there are no options', () => {
    expect(value({}, '', []).bound).toEqual({ text: '', value: '', multi: false });
  });

  it('says when a link names what is gone, but not when the saved file does', () => {
    expect(value({}, 'var-x=gone').notice).toBe('gone is not among the options');
    expect(value({ current: { text: 'gone', value: 'gone' } }).notice).toBeUndefined();
  });

  it('All stands for all options, or for what the author said', () => {
    expect(value({ includeAll: true }).bound).toMatchObject({ value: ['a', 'b', 'c'], all: true, multi: true });
    const { scope } = resolve({
      variables: [{ type: 'custom', name: 'x', query: 'a,b', includeAll: true, allValue: '.+' }],
    });
    expect(interpolate('up{x=~"$x"}', scope, 'promql')).toBe('up{x=~".+"}');
  });
});

describe('chained variables', () => {
  const variables: Variable[] = [
    { type: 'query', name: 'host', query: 'label_values(up{job=~"$job"}, host)', refresh: 1, current: { value: 'h9' } },
    { type: 'query', name: 'job', query: 'label_values(up, job)', refresh: 1, multi: true },
  ];
  const hosts: Record<string, string[]> = { a: ['h1', 'h2'], 'b\\\\.c': ['h3'], '(a|b\\\\.c)': ['h1', 'h2', 'h3'] };
  const server = (query: VariableQuery) => {
    if (query.kind !== 'label-values' || query.label === 'job') return ['a', 'b.c'];
    return hosts[/job=~"(.*)"/.exec(query.match!)![1]!];
  };

  it.each([
    ['', 'a', 'h1'],
    ['var-job=b.c', 'b.c', 'h3'],
    ['var-job=b.c&var-host=h1', 'b.c', 'h3'],
    ['var-job=a&var-job=b.c&var-host=h3', 'a,b.c', 'h3'],
  ])('“%s”', (search, job, host) => {
    const { scope, loading } = resolve({ variables, search, server });
    expect(interpolate('${job:csv} $host', scope)).toBe(`${job} ${host}`);
    expect(loading.size).toBe(0);
  });

  it('wait for each other, and stand for what was asked for meanwhile', () => {
    const { loading, questions, scope } = resolve({ variables, search: 'var-job=b.c&var-host=h7' });
    expect([...loading].toSorted()).toEqual(['host', 'job']);
    expect(questions.map(({ query }) => query)).toEqual([{ kind: 'label-values', label: 'job', match: 'up' }]);
    expect(interpolate('${job:csv} $host', scope)).toBe('b.c h7');
  });

  it('go on when the one they need failed', () => {
    const { resolved } = resolve({
      variables,
      search: 'var-job=a',
      server: (query) => (query.kind === 'label-values' && query.label === 'job' ? new Error('too slow') : ['h1']),
    });
    expect(resolved.map(({ state, error }) => [state, error])).toEqual([
      ['ready', undefined],
      ['error', 'too slow'],
    ]);
  });

  it('in a circle say so; the others work', () => {
    const { resolved } = resolve({
      variables: [
        { type: 'query', name: 'a', query: 'label_values(up{b="$b"}, a)', current: { text: 'x', value: 'x' } },
        { type: 'query', name: 'b', query: 'label_values(up{a="$a"}, b)' },
        { type: 'custom', name: 'c', query: '$a-1,$a-2' },
      ],
    });
    expect(resolved.map(({ state }) => state)).toEqual(['error', 'error', 'ready']);
    expect(resolved[0]!.error).toContain('a → b → a');
    expect(resolved[2]!.bound.value).toBe('x-1');
  });

  it('that name themselves ask for everything', () => {
    const { questions } = resolve({
      variables: [{ type: 'query', name: 'x', query: 'label_values(up{x=~"$x"}, x)', current: { value: 'old' } }],
    });
    expect(questions[0]!.query).toEqual({ kind: 'label-values', label: 'x', match: 'up{x=~".*"}' });
  });
});

describe('a query variable', () => {
  const asked = (refresh: number, options: Variable['options'] = []) =>
    resolve({ variables: [{ type: 'query', name: 'x', query: 'label_values(x)', refresh, options }] });

  it('asks for the range that was opened, or for the present one', () => {
    expect(asked(1).questions[0]!.range.end).toBe(60_000);
    expect(asked(2).questions[0]!.range.end).toBe(3_600_000);
  });

  it('that is never renewed offers what was saved', () => {
    const saved = asked(0, [{ text: 'All', value: '$__all' }, { text: 'A', value: 'a' }]);
    expect(saved.questions).toEqual([]);
    expect(saved.resolved[0]!.options).toEqual([{ text: 'A', value: 'a' }]);
    expect(asked(0).questions).toHaveLength(1);
  });

  it('says what is wrong with its query', () => {
    expect(value({ query: '' })).toMatchObject({ state: 'error', error: expect.stringContaining('has no query') });
    expect(value({ regex: '/(/' }).error).toContain('no regular expression');
  });

  it('of logs has nothing to offer, and says why', () => {
    const loki: Variable = { type: 'datasource', name: 'loki_datasource', query: 'loki' };
    const job: Variable = {
      type: 'query',
      name: 'job',
      query: 'label_values(job)',
      datasource: { type: 'loki', uid: '${loki_datasource}' },
    };
    const { resolved, questions } = resolve({ variables: [loki, job] });
    expect(resolved.map(({ state, notice }) => `${state}: ${notice}`)).toEqual([
      'ready: logs are not set up',
      'ready: logs are not set up',
    ]);
    expect(questions).toEqual([]);
  });
});

describe('other types', () => {
  const one = (variable: Variable, search = '') => {
    const { scope, resolved } = resolve({ variables: [variable], search });
    return [interpolate('$x', scope), resolved[0]!.notice];
  };

  it.each<[string, Variable, string, string]>([
    ['constant', { type: 'constant', name: 'x', query: 'job="a"' }, 'var-x=b', 'job="a"'],
    ['textbox, saved', { type: 'textbox', name: 'x', query: 'd', current: { text: '', value: 's' } }, '', 's'],
    ['textbox, by default', { type: 'textbox', name: 'x', query: 'd' }, '', 'd'],
    ['textbox, emptied', { type: 'textbox', name: 'x', query: 'd' }, 'var-x=', ''],
    ['custom', { type: 'custom', name: 'x', query: 'A : 1,B : 2' }, 'var-x=B', '2'],
    ['interval', { type: 'interval', name: 'x', query: '1m,5m' }, 'var-x=5m', '5m'],
    [
      'interval, automatic under another name',
      { type: 'interval', name: 'x', query: '1m', auto: true, auto_count: 10, auto_min: '1m' },
      'var-x=$__auto_interval_y',
      '5m',
    ],
    ['datasource', { type: 'datasource', name: 'x', query: 'prometheus', regex: '/.*prod.*/' }, 'var-x=prod', 'lookout'],
    ['switch, on', { type: 'switch', name: 'x', enabledValue: '1', disabledValue: '0' }, 'var-x=1', '1'],
    ['switch, by default', { type: 'switch', name: 'x', enabledValue: '1', disabledValue: '0' }, '', '0'],
    ['groupby', { type: 'groupby', name: 'x' }, 'var-x=job&var-x=host', 'job,host'],
    ['adhoc', { type: 'adhoc', name: 'x' }, 'var-x=job|=|a', 'job="a"'],
  ])('%s', (_, variable, search, want) => expect(one(variable, search)).toEqual([want, undefined]));

  it('a built-in that was saved is not today’s', () => {
    const variable: Variable = { type: 'system', name: '__from', current: { value: '1' } };
    expect(interpolate('$__from', resolve({ variables: [variable] }).scope)).toBe('$__from');
  });
});

it('gathers the filters for Lookout’s queries', () => {
  const filter = { key: 'job', operator: '=', value: 'a' };
  const { filters, scope } = resolve({
    variables: [
      { type: 'adhoc', name: 'mine', filters: [filter, { key: 'b', operator: '=', value: '' }] },
      { type: 'adhoc', name: 'logs', datasource: { type: 'loki' }, filters: [filter] },
    ],
  });
  expect(filters).toEqual([filter]);
  expect(interpolate('${__all_variables}', scope)).toContain('var-mine=job%7C%3D%7Ca');
});

it('takes all selections along in a link', () => {
  const { scope } = resolve({
    variables: [
      { type: 'custom', name: 'a', query: '1,2', multi: true },
      { type: 'custom', name: 'b', query: '1,2', includeAll: true },
      { type: 'custom', name: 'c', query: '1', skipUrlSync: true },
    ],
    search: 'var-a=1&var-a=2',
  });
  expect(interpolate('?${__all_variables}', scope)).toBe('?var-a=1&var-a=2&var-b=$__all');
});
