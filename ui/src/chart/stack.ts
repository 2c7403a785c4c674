import type { Column } from './align';

/** Columns piled up, and for each the one it stands on (-1: the zero line). */
export interface Stack {
  columns: Column[];
  standsOn: number[];
}

/**
 * Piles columns up in order. Series that are mostly below zero pile downwards apart from the others,
 * so that traffic in and traffic out drawn negative do not cancel. A gap adds nothing to the pile
 * and stays a gap where no series has a value.
 */
export function stackColumns(columns: ReadonlyArray<Readonly<Column>>): Stack {
  const rows = columns[0]?.length ?? 0;
  const covered = Array.from({ length: rows }, (_, row) => columns.some((column) => column[row] !== null));
  const above = { pile: new Array<number>(rows).fill(0), top: -1 };
  const below = { pile: new Array<number>(rows).fill(0), top: -1 };

  const standsOn: number[] = [];
  const stacked = columns.map((column, index) => {
    const side = isMostlyNegative(column) ? below : above;
    standsOn.push(side.top);
    side.top = index;
    side.pile = side.pile.map((height, row) => height + (column[row] ?? 0));
    return side.pile.map((height, row) => (covered[row] ? height : null));
  });
  return { columns: stacked, standsOn };
}

function isMostlyNegative(column: Readonly<Column>): boolean {
  return column.reduce<number>((sum, value) => sum + (value ?? 0), 0) < 0;
}
