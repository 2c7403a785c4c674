import { describe, expect, it } from 'vitest';
import { changeSearch } from '../url/search';
import { letter, readState, writeState, type ExploreState } from './state';

describe('readState', () => {
  it('starts with one empty query as a graph', () => {
    expect(readState('')).toEqual({
      queries: [{ expr: '', enabled: true }],
      view: 'graph',
      rows: 'instant',
      style: 'line',
      step: '',
      resolution: 'medium',
      unit: '',
      exemplars: false,
    });
  });

  it('reads what other pages link to', () => {
    const state = readState('?q=up&q=rate(x%5B5m%5D)&view=table&step=30s&from=now-6h&to=now');
    expect(state.queries.map((query) => query.expr)).toEqual(['up', 'rate(x[5m])']);
    expect(state).toMatchObject({ view: 'table', step: '30s' });
  });

  it('takes defaults for what it cannot read', () => {
    expect(readState('?view=pie&style=3d&step=soon&res=ultra&unit=parsec&off=%00')).toEqual(readState(''));
  });

  it('reads at most as many queries as there are letters', () => {
    expect(readState(`?${'q=up&'.repeat(100)}`).queries).toHaveLength(26);
    expect(letter(25)).toBe('Z');
  });
});

describe('writeState', () => {
  const full: ExploreState = {
    queries: [
      { expr: 'sum by (a, b) (rate(x{y="ä&+ %"}[5m]))\n/ 2', enabled: true },
      { expr: 'up', enabled: false },
      { expr: '', enabled: true },
    ],
    view: 'table',
    rows: 'range',
    style: 'stacked',
    step: '1m30s',
    resolution: 'high',
    unit: 'bytes',
    exemplars: true,
  };

  it('is read back as it was written', () => {
    expect(readState(changeSearch('', writeState(full)))).toEqual(full);
  });

  it('leaves defaults out of the URL', () => {
    expect(changeSearch('', writeState(readState('')))).toBe('');
  });

  it('changes only what it was given, and nothing that belongs to others', () => {
    expect(changeSearch('?q=up&view=table&from=now-6h', writeState({ style: 'area' }))).toBe(
      '?q=up&view=table&from=now-6h&style=area',
    );
  });
});
