import type { InstantRow } from './answers';

/** By a label's name, or by `@time` or `@value`, which no label can be called. */
export interface Order {
  by: string;
  descending: boolean;
}

/** The labels that occur in any row: the metric's name first, then by alphabet. */
export function labelColumns(rows: readonly InstantRow[]): string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row.labels)));
  const first = names.delete('__name__') ? ['__name__'] : [];
  return [...first, ...[...names].sort()];
}

export function sortRows(rows: readonly InstantRow[], order: Order | null): readonly InstantRow[] {
  if (order === null) return rows;
  const sign = order.descending ? -1 : 1;
  if (order.by === '@value') return [...rows].sort((a, b) => compareValues(valueOf(a), valueOf(b), sign));
  if (order.by === '@time') return [...rows].sort((a, b) => sign * (a.time - b.time));
  const text = (row: InstantRow) => row.labels[order.by] ?? '';
  return [...rows].sort((a, b) => sign * collator.compare(text(a), text(b)));
}

// Numbers inside labels count as numbers: cpu 2 comes before cpu 10.
const collator = new Intl.Collator('en', { numeric: true });

function valueOf(row: InstantRow): number {
  if (row.histogram) return Number(row.histogram.count);
  return numberOf(row.value);
}

/** A sample's text as a number; the server writes infinities its own way. */
export function numberOf(text: string): number {
  return Number(text.replace(/^([+-]?)Inf$/, '$1Infinity'));
}

/** NaN is last in either direction. */
function compareValues(a: number, b: number, sign: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a === b ? 0 : sign * (a < b ? -1 : 1);
}
