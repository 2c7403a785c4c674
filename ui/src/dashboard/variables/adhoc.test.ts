import { describe, expect, it } from 'vitest';
import { filterFromUrl, filterToUrl, matchersText, withFilters } from './adhoc';
import type { Filter } from './types';

const job: Filter = { key: 'job', operator: '=', value: 'x' };

describe('withFilters', () => {
  it.each([
    ['up', 'up{job="x"}'],
    ['up{}', 'up{job="x"}'],
    ['up{ }', 'up{job="x" }'],
    ['up{a="b"}', 'up{job="x",a="b"}'],
    ['up{a="b",}', 'up{job="x",a="b",}'],
    ['{__name__=~"a.+"}', '{job="x",__name__=~"a.+"}'],
    ['{"my.metric", a="b"}', '{job="x","my.metric", a="b"}'],
    ['sum by (job) (rate(a{b="}"}[5m] offset 1h)) / b', 'sum by (job) (rate(a{job="x",b="}"}[5m] offset 1h)) / b{job="x"}'],
    ['max_over_time(a[1h:5m])', 'max_over_time(a{job="x"}[1h:5m])'],
    ['label_replace(up, "a", "$1", "b", "(.*)")', 'label_replace(up{job="x"}, "a", "$1", "b", "(.*)")'],
    ['up # of {a}', 'up{job="x"} # of {a}'],
    ['vector(1) + time()', 'vector(1) + time()'],
    ['', ''],
  ])('%s', (expr, want) => expect(withFilters(expr, [job])).toBe(want));

  it('leaves a query alone while no filter is finished', () => {
    expect(withFilters('up', [{ key: '', operator: '=', value: 'x' }, { key: 'a', operator: '=', value: '' }])).toBe('up');
  });
});

it('writes filters as matchers', () => {
  const filters: Filter[] = [
    { key: 'a', operator: '!~', value: 'x\\d"' },
    { key: 'b.c', operator: '!=', value: 'y' },
    { key: 'd', operator: '=|', value: '1.2', values: ['1.2', '3'] },
    { key: 'e', operator: '!=|', value: '4', values: ['4'] },
  ];
  expect(matchersText(filters)).toBe('a!~"x\\\\d\\"","b.c"!="y",d=~"1\\\\.2|3",e!~"4"');
});

describe('filters in a URL', () => {
  it.each<[Filter, string]>([
    [job, 'job|=|x'],
    [{ key: 'a', operator: '=~', value: 'x|y,z#' }, 'a|=~|x__gfp__y__gfc__z__gfh__'],
    [{ key: 'a', operator: '=|', value: 'x', values: ['x', 'y|z'] }, 'a|=__gfp__|x|y__gfp__z'],
    [{ key: 'a', operator: '=', value: '' }, 'a|=|'],
  ])('%o', (filter, text) => {
    expect(filterToUrl(filter)).toBe(text);
    expect(filterFromUrl(text)).toEqual(filter);
  });

  it('reads an operator that was not escaped', () => {
    expect(filterFromUrl('a|=||x|y')).toEqual({ key: 'a', operator: '=|', value: 'x', values: ['x', 'y'] });
  });

  it.each(['', 'a', 'a|b|c', '|=|x'])('“%s” is none', (text) => expect(filterFromUrl(text)).toBeNull());
});
