export interface Arrangement {
  columns: number;
  rows: number;
  /** Of one cell, in CSS pixels. */
  width: number;
  height: number;
}

const gap = 4;

/** Divides a box among equal cells: in one line as wide as it says, or so that cells come out least stretched. */
export function arrange(count: number, width: number, height: number, orientation: 'horizontal' | 'vertical' | 'auto', ratio = 2.2): Arrangement {
  const candidates =
    orientation === 'horizontal' ? [1] : orientation === 'vertical' ? [count] : Array.from({ length: count }, (_, i) => i + 1);
  const cells = candidates.map((columns) => {
    const rows = Math.ceil(count / columns);
    return { columns, rows, width: (width - gap * (columns - 1)) / columns, height: (height - gap * (rows - 1)) / rows };
  });
  // The cell in which a text of the wanted shape comes out largest.
  const size = (cell: Arrangement) => Math.min(cell.width / ratio, cell.height);
  return cells.reduce((best, cell) => (size(cell) > size(best) ? cell : best));
}
