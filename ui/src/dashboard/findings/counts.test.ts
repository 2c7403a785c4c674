import { expect, test } from 'vitest';
import { countsOf, describe, toneOf, total } from './counts';

const finding = (severity: 'error' | 'warning' | 'info') => ({ rule: 'r', severity, path: '$', message: 'm', mend: 'n' });

test('findings are counted, told in words, and coloured by the worst', () => {
  const counts = countsOf([finding('warning'), finding('info'), finding('error'), finding('warning')]);
  expect(counts).toEqual({ errors: 1, warnings: 2, infos: 1 });
  expect(describe(counts)).toBe('1 error, 2 warnings, 1 for information');
  expect(total(counts)).toBe(4);
  expect(toneOf(counts)).toBe('bad');
  expect(toneOf(countsOf([finding('warning'), finding('info')]))).toBe('warn');
  expect(toneOf(countsOf([finding('info')]))).toBe('quiet');
});

test('what has not been checked has nothing to tell', () => {
  expect(describe(null)).toBe('');
  expect(total(null)).toBe(0);
});
