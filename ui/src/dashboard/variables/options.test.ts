import { describe, expect, it } from 'vitest';
import { customOptions, intervalOptions } from './lists';
import { optionsFrom } from './options';

const entries = (...texts: string[]) => texts.map((text) => ({ text, value: text }));
const values = (list: { value: string }[]) => list.map(({ value }) => value);

describe('a regular expression', () => {
  const backends = entries('backend_01', 'backend_02', 'backend_03');
  const series = entries(
    'up{instance="demo:9090",job="prometheus"} 1 1521630638000',
    'up{instance="demo:9093",job="alertmanager"} 1 1521630638000',
  );

  it.each([
    ['none', '', backends, ['backend_01', 'backend_02', 'backend_03']],
    ['filters', '/(?:01|02)$/', backends, ['backend_01', 'backend_02']],
    ['cuts out its group', '/.*(01|02)/', backends, ['01', '02']],
    ['cuts a label out of series', '/.*instance="([^"]*).*/', series, ['demo:9090', 'demo:9093']],
    ['without slashes matches the whole entry', 'backend', backends, []],
    ['without slashes', 'backend_0[12]', backends, ['backend_01', 'backend_02']],
    ['minds its flags', '/BACKEND_01/i', backends, ['backend_01']],
    ['takes every match with g', '/([0-9])/g', entries('a1b2'), ['1', '2']],
    ['drops a group that took no part', '/a(x)?/', entries('a', 'ax'), ['x']],
  ])('%s', (_, regex, from, want) => expect(values(optionsFrom(from, { regex }))).toEqual(want));

  it('takes text and value from named groups, in one match or in several', () => {
    const chips = entries('chips{chip="0000:d7",chip_name="enp216"} 1');
    const want = [{ text: 'enp216', value: '0000:d7' }];
    expect(optionsFrom(chips, { regex: '/chip_name="(?<text>[^"]+)|chip="(?<value>[^"]+)/g' })).toEqual(want);
    expect(optionsFrom(chips, { regex: '/chip="(?<value>[^"]+).*chip_name="(?<text>[^"]+)/' })).toEqual(want);
    expect(optionsFrom(chips, { regex: '/chip="(?<value>[^"]+)/' })).toEqual([{ text: '0000:d7', value: '0000:d7' }]);
  });

  it('says what is wrong with it', () => {
    expect(() => optionsFrom([], { regex: '/(/' })).toThrow(/“\/\(\/” is no regular expression/);
  });
});

it('gives an expression up that takes too long', () => {
  let clock = 0;
  const slow = () => (clock += 300);
  expect(values(optionsFrom(entries('a'), { regex: 'a' }, slow))).toEqual(['a']);
  expect(() => optionsFrom(entries('a', 'b', 'c'), { regex: '.' }, slow)).toThrow(/“\.” takes too long/);
});

it('lists a value once', () => expect(values(optionsFrom(entries('b', 'a', 'b'), {}))).toEqual(['b', 'a']));

describe('sort', () => {
  it.each([
    [0, ['b10', 'B2', 'a', 'b9']],
    [1, ['B2', 'a', 'b10', 'b9']],
    [2, ['b9', 'b10', 'a', 'B2']],
    [3, ['a', 'B2', 'b9', 'b10']],
    [4, ['b10', 'b9', 'B2', 'a']],
    [5, ['a', 'b10', 'B2', 'b9']],
    [6, ['b9', 'B2', 'b10', 'a']],
    [7, ['a', 'B2', 'b9', 'b10']],
    [8, ['b10', 'b9', 'B2', 'a']],
    [99, ['b10', 'B2', 'a', 'b9']],
  ])('%d', (sort, want) => expect(values(optionsFrom(entries('b10', 'B2', 'a', 'b9'), { sort }))).toEqual(want));
});

describe('customOptions', () => {
  it.each([
    ['a,b', ['a=a', 'b=b']],
    [' a , b ', ['a=a', 'b=b']],
    ['One : 1,Two : 2', ['One=1', 'Two=2']],
    ['a\\,b,c', ['a,b=a,b', 'c=c']],
    ['10.0.0.1:9100,b', ['10.0.0.1:9100=10.0.0.1:9100', 'b=b']],
    ['Include : or, Exclude : unless', ['Include=or', 'Exclude=unless']],
    ['[a-z]+|nvme[0-9]+n[0-9]+', ['[a-z]+|nvme[0-9]+n[0-9]+=[a-z]+|nvme[0-9]+n[0-9]+']],
    ['', []],
  ])('%s', (query, want) => {
    expect(customOptions(query, undefined).map(({ text, value }) => `${text}=${value}`)).toEqual(want);
  });

  it('reads JSON', () => {
    expect(customOptions('[{"text":"A","value":"1"},{"value":2},"x"]', 'json')).toEqual([
      { text: 'A', value: '1' },
      { text: '2', value: '2' },
      { text: 'x', value: 'x' },
    ]);
    expect(() => customOptions('{', 'json')).toThrow(/no valid JSON/);
    expect(() => customOptions('{}', 'json')).toThrow(/must be a JSON array/);
  });
});

it('intervals offer auto first, once', () => {
  const variable = { type: 'interval' as const, name: 'i', query: '"1m",auto,10m', auto: true };
  expect(values(intervalOptions(variable))).toEqual(['$__auto_interval_i', '1m', '10m']);
  expect(values(intervalOptions({ ...variable, auto: false }))).toEqual(['1m', '10m']);
});
