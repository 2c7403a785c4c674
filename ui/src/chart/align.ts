/** Samples of several series laid on one time grid: what the plot, the legend and the CSV export share. */

/** Time in seconds and value. */
export type Sample = readonly [time: number, value: number];

export type Column = Array<number | null>;

/** The times at which a range query is evaluated. */
export function timeGrid(start: number, end: number, step: number): number[] {
  if (!(step > 0) || end < start) return [];
  const count = Math.floor((end - start) / step + 1e-9) + 1;
  return Array.from({ length: count }, (_, i) => toMillis(start + i * step));
}

/**
 * Puts each series' samples into a column as long as the grid. Null marks a time without a
 * drawable value: no sample (the series was absent or stale), or NaN and the infinities, which
 * have no place on an axis. A sample off the grid is left out.
 */
export function alignSamples(grid: readonly number[], series: ReadonlyArray<readonly Sample[]>): Column[] {
  const rowOf = new Map(grid.map((time, row) => [time, row]));
  return series.map((samples) => {
    const column: Column = new Array(grid.length).fill(null);
    for (const [time, value] of samples) {
      const row = rowOf.get(toMillis(time));
      if (row !== undefined && Number.isFinite(value)) column[row] = value;
    }
    return column;
  });
}

/** Rows with a value and none on either side: a line cannot show them, so the plot draws them as dots. */
export function isolatedRows(column: ReadonlyArray<number | null | undefined>, first: number, last: number): number[] {
  const has = (row: number) => column[row] !== null && column[row] !== undefined;
  const rows: number[] = [];
  for (let row = first; row <= last; row++) {
    if (has(row) && !has(row - 1) && !has(row + 1)) rows.push(row);
  }
  return rows;
}

/** Prometheus answers in whole milliseconds; summing fractional steps drifts by less than one. */
function toMillis(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
