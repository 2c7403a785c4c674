import { describe, expect, it } from 'vitest';
import { interpolate } from './interpolate';
import { repeated, repeatsOf, within } from './scope';
import vectors from './testdata/interpolation.json';
import type { Bound, Scope } from './types';

interface Vector {
  name: string;
  variables: Record<string, Bound>;
  text: string;
  format: string;
  want: string;
}

const scopeOf = (variables: Record<string, Bound>): Scope => ({ values: new Map(Object.entries(variables)) });

describe('interpolate', () => {
  it.each(vectors as unknown as Vector[])('$name', ({ variables, text, format, want }) => {
    expect(interpolate(text, scopeOf(variables), format)).toBe(want);
  });

  it('uses the innermost scope that knows the name', () => {
    const outer = scopeOf({ a: { text: '1', value: '1' }, b: { text: '2', value: '2' } });
    const inner = within(outer, [['a', { text: '9', value: '9' }]]);
    expect(interpolate('$a $b', inner)).toBe('9 2');
  });
});

describe('repeats', () => {
  const scope = scopeOf({ host: { text: ['Ax', 'B'], value: ['a.x', 'b'], multi: true } });

  it('lists what is selected, with how it is called', () => {
    expect(repeatsOf(scope, 'host')).toEqual([
      { text: 'Ax', value: 'a.x' },
      { text: 'B', value: 'b' },
    ]);
    expect(repeatsOf(scope, 'nosuch')).toEqual([]);
    const all = { text: 'All', value: ['1', '2'], texts: ['One', 'Two'], all: true, multi: true };
    expect(repeatsOf(scopeOf({ n: all }), 'n').map(({ text }) => text)).toEqual(['One', 'Two']);
  });

  it('narrows the name to one value that is still a regular expression', () => {
    const one = repeated(scope, 'host', { text: 'Ax', value: 'a.x' });
    expect(interpolate('up{h=~"$host"}', one, 'promql')).toBe('up{h=~"a\\\\.x"}');
    expect(interpolate('On $host', one, 'text')).toBe('On Ax');
  });
});
