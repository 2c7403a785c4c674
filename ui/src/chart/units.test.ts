import { describe, expect, it } from 'vitest';
import { formatTicks, formatValue, tickIncrements, type Unit } from './units';

describe('formatValue', () => {
  it.each<[number | null, Unit, string]>([
    [0, 'short', '0'],
    [1, 'short', '1'],
    [0.5, 'short', '0.500'],
    [12.345, 'short', '12.35'],
    [123.456, 'short', '123.5'],
    [1000, 'short', '1 k'],
    [1_234_567, 'short', '1.23 M'],
    [-2_500, 'short', '-2.50 k'],
    [0.00001234, 'short', '1.23e-5'],
    [0, 'bytes', '0 B'],
    [1023, 'bytes', '1023 B'],
    [1024, 'bytes', '1 KiB'],
    [5 * 1024 ** 3 + 1, 'bytes', '5.00 GiB'],
    [1536, 'bytesPerSecond', '1.50 KiB/s'],
    [0, 'seconds', '0 s'],
    [3e-9, 'seconds', '3 ns'],
    [0.0125, 'seconds', '12.50 ms'],
    [90, 'seconds', '90 s'],
    [600, 'seconds', '10 min'],
    [7200, 'seconds', '2 h'],
    [259_200, 'seconds', '3 d'],
    [0.5, 'perSecond', '0.500 /s'],
    [2_000, 'perSecond', '2 k/s'],
    [0.4567, 'ratio', '45.67%'],
    [1, 'ratio', '100%'],
    [45.67, 'percent', '45.67%'],
    [null, 'bytes', '–'],
    [NaN, 'short', 'NaN'],
    [Infinity, 'short', '+Inf'],
    [-Infinity, 'seconds', '−Inf'],
  ])('%s in %s is %s', (value, unit, text) => {
    expect(formatValue(value, unit)).toBe(text);
  });
});

describe('formatTicks', () => {
  it('gives all ticks the prefix of the largest', () => {
    expect(formatTicks([0, 500, 1000, 1500], 'short')).toEqual(['0', '0.5 k', '1.0 k', '1.5 k']);
  });

  it('uses just enough decimals to tell neighbours apart', () => {
    expect(formatTicks([0.125, 0.25, 0.375], 'ratio')).toEqual(['12.5%', '25.0%', '37.5%']);
    expect(formatTicks([0, 0.5, 1], 'ratio')).toEqual(['0%', '50%', '100%']);
  });

  it('writes a single tick without decimals it does not need', () => {
    expect(formatTicks([2048], 'bytes')).toEqual(['2 KiB']);
  });
});

describe('tickIncrements', () => {
  it.each<Unit>(['short', 'bytes', 'seconds', 'ratio'])('rises for %s, as the axis needs it to', (unit) => {
    const steps = tickIncrements(unit);
    expect([...steps].sort((a, b) => a - b)).toEqual(steps);
  });

  it('advances bytes by powers of two', () => {
    expect(
      tickIncrements('bytes')
        .filter((n) => n >= 1)
        .every((n) => Number.isInteger(Math.log2(n))),
    ).toBe(true);
  });
});
