import { describe, expect, it } from 'vitest';
import { formatCount, formatSample, plural } from './number';

describe('formatSample', () => {
  it.each([
    ['1', '1'],
    ['0.123456789', '0.123457'],
    ['1234567890', '1.235e+9'],
    ['0.0000123', '1.230e-5'],
    ['0', '0'],
    ['NaN', 'NaN'],
    ['+Inf', '+Inf'],
  ])('%s reads %s', (text, shown) => expect(formatSample(text)).toBe(shown));
});

it('formatCount separates thousands', () => expect(formatCount(1234567)).toBe('1\u2009234\u2009567'));
it('plural agrees with its count', () => {
  expect([plural(1, 'series', 'series'), plural(0, 'target'), plural(1, 'target')]).toEqual([
    '1 series',
    '0 targets',
    '1 target',
  ]);
});
