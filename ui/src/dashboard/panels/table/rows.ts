/** Which rows of a table are shown, and in which order: their indices in the frame. */
import { textOf, type Column } from './columns';

export interface Sort {
  by: string;
  down: boolean;
}

/** By a column's name: the texts that its rows may have. */
export type Filters = ReadonlyMap<string, ReadonlySet<string>>;

export interface Wanted {
  sort: Sort | null;
  filters: Filters;
}

export function rowsOf(columns: Column[], length: number, { sort, filters }: Wanted): number[] {
  return sorted(columns, filtered(columns, length, filters), sort);
}

function filtered(columns: Column[], length: number, filters: Filters): number[] {
  const rows = Array.from({ length }, (_, row) => row);
  const active = columns.filter(({ name }) => filters.has(name));
  if (active.length === 0) return rows;
  return rows.filter((row) => active.every(({ name, field }) => filters.get(name)!.has(textOf(field, field.values[row]))));
}

function sorted(columns: Column[], rows: number[], sort: Sort | null): number[] {
  const column = sort && columns.find(({ name }) => name === sort.by);
  if (!column) return rows;
  const sign = sort.down ? -1 : 1;
  const values = column.field.values;
  return rows.sort((a, b) => sign * compare(values[a], values[b]) || a - b);
}

const isMissing = (value: unknown) => value === null || value === undefined || Number.isNaN(value);

/** Numbers by size, all else as text; what is missing comes last going up. */
function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

/** Ascending, descending, as it came. */
export function nextSort(now: Sort | null, by: string): Sort | null {
  if (now?.by !== by) return { by, down: false };
  return now.down ? null : { by, down: true };
}

/** Nobody picks among more. */
export const mostChoices = 2000;

/** What can be chosen in a column, in order. */
export function choicesOf({ field }: Column): string[] {
  const texts = new Set<string>();
  for (const value of field.values) {
    texts.add(textOf(field, value));
    if (texts.size === mostChoices) break;
  }
  return [...texts].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

export interface Page {
  rows: number[];
  /** From 0; never beyond the last one, however many rows are left. */
  page: number;
  pages: number;
}

/** One page of rows, as many as fit. */
export function pageOf(rows: number[], wanted: number, size: number): Page {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(wanted, pages - 1);
  return { rows: rows.slice(page * size, (page + 1) * size), page, pages };
}
