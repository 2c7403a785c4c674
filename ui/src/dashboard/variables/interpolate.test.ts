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

  it('leaves a text that names a long value often as it is', () => {
    const text = '$v'.repeat(100_000);
    expect(interpolate(text, scopeOf({ v: { text: '', value: 'x'.repeat(100_000) } })) === text).toBe(true);
  });

  it('replaces in a text that is long already', () => {
    const long = 'x'.repeat(2 << 20);
    expect(interpolate(`${long}$v`, scopeOf({ v: { text: '1', value: '1' } })) === `${long}1`).toBe(true);
  });

  it.each(['${a.b', '${a:b', '[[a:b'])('reads a text of many %s that nobody closed within seconds', (open) => {
    const text = open.repeat(100_000);
    const began = performance.now();
    expect(interpolate(text, scopeOf({ a: { text: '1', value: '1' } })) === text).toBe(true);
    expect(performance.now() - began).toBeLessThan(5_000);
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
