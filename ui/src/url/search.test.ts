import { describe, expect, it } from 'vitest';
import { changeSearch, hrefTo } from './search';

describe('changeSearch', () => {
  it.each([
    ['', { q: 'node' }, '?q=node'],
    ['?q=node&from=now-6h', { q: null }, '?from=now-6h'],
    ['?open=a', { open: ['a', 'b'] }, '?open=a&open=b'],
    ['?open=a&open=b', { open: [] }, ''],
    ['?a=1', { q: 'up{job="x"} & 1' }, '?a=1&q=up%7Bjob%3D%22x%22%7D+%26+1'],
  ])('%j with %j becomes %j', (search, changes, expected) => {
    expect(changeSearch(search, changes as Record<string, string | string[] | null>)).toBe(expected);
  });
});

describe('hrefTo', () => {
  it('takes the time range along and leaves the page’s own state behind', () => {
    expect(hrefTo('/targets', '?from=now-6h&to=now&q=x&open=a', { state: 'down' })).toBe(
      '/targets?from=now-6h&to=now&state=down',
    );
  });
  it('is bare when there is nothing to take', () => expect(hrefTo('/alerts', '')).toBe('/alerts'));
});
