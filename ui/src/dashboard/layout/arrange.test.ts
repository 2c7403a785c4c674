import { describe, expect, it } from 'vitest';
import { arrange, movedBy, sizedBy, steppedBy, type Change } from './arrange';

/** A small picture of a page: each word is `name x y w h`. */
const page = (text: string) =>
  text.split(', ').map((word) => {
    const [item, x, y, w, h] = word.split(' ') as [string, ...string[]];
    return { item, pos: { x: Number(x), y: Number(y), w: Number(w), h: Number(h) } };
  });
const after = (text: string, which: string, change: Change) =>
  arrange(page(text), which, change).map(({ item, pos: { x, y, w, h } }) => [item, x, y, w, h].join(' ')).sort().join(', ');

const three = 'a 0 0 12 8, b 0 8 12 8, c 12 0 12 16';
const swapped = 'a 0 8 12 8, b 0 0 12 8, c 12 0 12 16';

describe('a panel that is put somewhere else', () => {
  it('changes places with what it is put on', () => {
    expect(after(three, 'b', movedBy({ x: 0, y: -8 }))).toBe(swapped);
    expect(after(three, 'a', movedBy({ x: 0, y: 8 }))).toBe(swapped);
    expect(after(three, 'a', movedBy({ x: 0, y: 2 }))).toBe(three);
  });
  it('goes past its neighbour with one key, however high that is', () => {
    expect(after(three, 'b', steppedBy({ x: 0, y: -1 }))).toBe(swapped);
    expect(after(three, 'a', steppedBy({ x: 0, y: 1 }))).toBe(swapped);
    expect(after('a 0 0 12 20, b 0 20 12 3', 'a', steppedBy({ x: 0, y: 1 }))).toBe('a 0 3 12 20, b 0 0 12 3');
    expect(after('a 0 0 12 3, b 0 3 12 20', 'b', steppedBy({ x: 0, y: -1 }))).toBe('a 0 20 12 3, b 0 0 12 20');
    expect(after(three, 'a', steppedBy({ x: 0, y: -1 }))).toBe(three);
  });
  it('pushes down what it is put on beside', () => expect(after(three, 'a', movedBy({ x: 6, y: 0 }))).toBe('a 6 0 12 8, b 0 8 12 8, c 12 8 12 16'));
  it('takes what is below along, rows too', () => {
    expect(after('a 0 0 24 4, b 0 4 24 4, row 0 8 24 1, c 0 9 24 4', 'a', sizedBy({ x: 0, y: 6 }))).toBe('a 0 0 24 10, b 0 10 24 4, c 0 15 24 4, row 0 14 24 1');
  });
  it('stays on the page', () => {
    expect(after('a 0 0 12 8', 'a', movedBy({ x: 30, y: -3 }))).toBe('a 12 0 12 8');
    expect(after('a 12 0 12 8', 'a', sizedBy({ x: 5, y: -20 }))).toBe('a 12 0 12 1');
  });
  it('leaves a list that begins further down there', () => expect(after('a 0 20 12 8, b 12 20 12 8', 'a', sizedBy({ x: 0, y: 1 }))).toBe('a 0 20 12 9, b 12 20 12 8'));
});
