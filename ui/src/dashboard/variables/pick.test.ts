import { describe, expect, it } from 'vitest';
import { describeSelection, moved, shownOptions, toggle, withShown } from './pick';

const options = ['web-1', 'web-2', 'db-1'].map((text) => ({ text, value: text }));
const values = (list: readonly { value: string }[]) => list.map(({ value }) => value);
const multi = { multi: true, includeAll: true };
const single = { multi: false, includeAll: false };

describe('shownOptions', () => {
  it.each([
    ['', ['$__all', 'web-1', 'web-2', 'db-1']],
    ['1 WEB', ['web-1']],
    ['all', []],
  ])('“%s”', (search, want) => expect(values(shownOptions(options, multi, search))).toEqual(want));

  it('offers All only where there is one', () => {
    expect(values(shownOptions(options, single, ' '))).toEqual(['web-1', 'web-2', 'db-1']);
  });
});

describe('toggle', () => {
  it.each([
    [['a'], 'b', single, ['b']],
    [['a'], 'b', multi, ['a', 'b']],
    [['a', 'b'], 'a', multi, ['b']],
    [['a', 'b'], '$__all', multi, ['$__all']],
    [['$__all'], 'a', multi, ['a']],
    [['a'], 'a', multi, []],
  ])('%j and %s', (selected, value, rules, want) => expect(toggle(selected, value, rules)).toEqual(want));
});

it('takes what a search shows in', () => {
  expect(withShown(['$__all'], options.slice(0, 2))).toEqual(['web-1', 'web-2']);
  expect(withShown(['db-1', 'web-1'], options.slice(0, 2))).toEqual(['db-1', 'web-1', 'web-2']);
});

it('describes a selection', () => {
  expect(describeSelection(['$__all'], options)).toBe('All');
  expect(describeSelection(['1', 'x'], [{ text: 'One', value: '1' }])).toBe('One, x');
  expect(describeSelection([''], [])).toBe('');
});

describe('moved', () => {
  it.each([
    [0, 'ArrowDown', 3, 1],
    [2, 'ArrowDown', 3, 0],
    [0, 'ArrowUp', 3, 2],
    [5, 'PageDown', 8, 7],
    [5, 'PageUp', 8, 0],
    [0, 'ArrowDown', 0, null],
    [0, 'a', 3, null],
  ])('%d %s of %d', (active, key, count, want) => expect(moved(active, key, count)).toBe(want));
});
