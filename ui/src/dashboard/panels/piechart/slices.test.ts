import { expect, it } from 'vitest';
import { slicePath, slicesOf } from './slices';

const part = (name: string, value: number) => ({ key: name, name, value, color: 'red', text: String(value) });

it('divides the whole among what can be a part of it', () => {
  const slices = slicesOf([part('a', 3), part('b', 1), part('none', 0), part('less', -2), part('unknown', NaN)]);
  expect(slices.map(({ name, share }) => [name, share])).toEqual([
    ['a', 0.75],
    ['b', 0.25],
  ]);
});

it('draws a whole circle as one arc', () => {
  expect(slicePath(10, 10, 10, 0, 0, 1)).toMatch(/^M10.00 0.00A10 10 0 1 1 10.00 0.00L10 10Z$/);
});
