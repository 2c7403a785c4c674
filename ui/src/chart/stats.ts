import type { Column } from './align';

/** What a legend says about one series. All are null for a series without values. */
export interface Stats {
  min: number | null;
  mean: number | null;
  max: number | null;
  last: number | null;
}

export type Stat = keyof Stats;

export const statNames: Record<Stat, string> = { min: 'Min', mean: 'Mean', max: 'Max', last: 'Last' };

/** Summarises a column; gaps count for nothing, and `last` is the last value that is there. */
export function columnStats(column: Readonly<Column>): Stats {
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let count = 0;
  let last: number | null = null;
  for (const value of column) {
    if (value === null) continue;
    min = Math.min(min, value);
    max = Math.max(max, value);
    sum += value;
    count++;
    last = value;
  }
  if (count === 0) return { min: null, mean: null, max: null, last: null };
  return { min, mean: sum / count, max, last };
}
