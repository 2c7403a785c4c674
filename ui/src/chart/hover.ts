import type { Column } from './align';

/** One line of the tooltip. */
export interface HoverRow {
  key: string;
  name: string;
  color: string;
  value: number;
  focused: boolean;
}

export interface HoverRows {
  rows: HoverRow[];
  /** How many more series have a value at this time. */
  more: number;
}

interface Candidate {
  key: string;
  name: string;
  color: string;
  visible: boolean;
}

/**
 * The visible series that have a value in one row of the grid, largest first. Of many only the
 * first `limit` are kept, and always the one under the pointer.
 */
export function hoverRows(
  series: readonly Candidate[],
  columns: ReadonlyArray<Readonly<Column>>,
  row: number,
  focusedKey: string | null,
  limit: number,
): HoverRows {
  const all = series.flatMap(({ key, name, color, visible }, i) => {
    const value = columns[i]?.[row] ?? null;
    return visible && value !== null ? [{ key, name, color, value, focused: key === focusedKey }] : [];
  });
  all.sort((a, b) => b.value - a.value);
  const rows = all.slice(0, limit);
  const focused = all.findIndex((r) => r.focused);
  if (focused >= limit) rows[limit - 1] = all[focused]!;
  return { rows, more: all.length - rows.length };
}
