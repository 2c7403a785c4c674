import { describe, expect, it } from 'vitest';
import { orderOf } from './order';
import type { Variable } from './types';

const v = (name: string, query: unknown, more: Partial<Variable> = {}): Variable => ({ type: 'query', name, query, ...more });
const names = (variables: Variable[]) => variables.map(({ name }) => name);

describe('orderOf', () => {
  it('puts what is needed first and keeps the order otherwise', () => {
    const { ordered, circles } = orderOf([
      v('host', { query: 'label_values(up{job=~"$job", z="$zone"}, host)' }),
      v('zone', 'label_values(zone)', { datasource: { uid: '${ds}' } }),
      v('job', 'label_values(job)', { regex: '/${env:regex}.*/' }),
      v('env', 'a,b', { type: 'custom' }),
      v('ds', 'prometheus', { type: 'datasource' }),
    ]);
    expect(names(ordered)).toEqual(['env', 'job', 'ds', 'zone', 'host']);
    expect(circles.size).toBe(0);
  });

  it('names a circle, and only those in it', () => {
    const { ordered, circles } = orderOf([v('x', '$b'), v('a', '$b'), v('b', '$c'), v('c', '$a'), v('y', 'up')]);
    expect(Object.fromEntries(circles)).toEqual({ a: 'a → b → c → a', b: 'b → c → a → b', c: 'c → a → b → c' });
    expect(names(ordered).toSorted()).toEqual(['a', 'b', 'c', 'x', 'y']);
  });

  it('does not count a variable that names itself as a circle', () => {
    expect(orderOf([v('a', 'label_values(up{a=~"$a"}, a)')]).circles.size).toBe(0);
  });

  it('follows ten thousand chained variables', () => {
    const chain = Array.from({ length: 10_000 }, (_, i) => v(`v${i}`, `$v${i + 1}`));
    expect(names(orderOf(chain).ordered).slice(0, 2)).toEqual(['v9999', 'v9998']);
  });
});
