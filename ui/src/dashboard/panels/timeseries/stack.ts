import type { Line, Value } from './series';

export interface Drawn {
  /** What is drawn for each line: turned over, piled up. */
  columns: Value[][];
  /** For each line the index of the one that it stands on, or -1. */
  standsOn: number[];
}

/** Turns lines over that ask for it and piles up those of one stacking group; hidden lines take no room in a pile. */
export function drawnColumns(lines: Line[], hidden: (line: Line) => boolean): Drawn {
  const columns = lines.map((line) => (line.config.transform === 'negative-Y' ? line.values.map(negated) : line.values));
  const standsOn = lines.map(() => -1);
  for (const members of piles(lines, hidden)) pileUp(members, columns, standsOn, percent(lines, members));
  return { columns, standsOn };
}

const negated = (value: Value) => (value == null ? value : -value);

/** Positive and negative lines of one group grow in different directions. */
function piles(lines: Line[], hidden: (line: Line) => boolean): number[][] {
  const groups = new Map<string, number[]>();
  lines.forEach((line, i) => {
    const { mode, group } = line.config.stacking;
    if (mode === 'none' || hidden(line)) return;
    const key = [group, line.scale, mode, line.config.transform ?? '', line.config.drawStyle].join('|');
    groups.set(key, [...(groups.get(key) ?? []), i]);
  });
  return [...groups.values()];
}

const percent = (lines: Line[], members: number[]) => lines[members[0]!]!.config.stacking.mode === 'percent';

function pileUp(members: number[], columns: Value[][], standsOn: number[], share: boolean): void {
  const rows = columns[members[0]!]!.length;
  const totals = share ? sums(members, columns, rows) : null;
  const top = new Array<number>(rows).fill(0);
  members.forEach((member, place) => {
    const column = columns[member]!;
    columns[member] = column.map((value, row) => {
      if (value == null && place === 0) return value;
      const part = value ?? 0;
      top[row]! += totals ? (totals[row] === 0 ? 0 : part / totals[row]!) : part;
      return value == null ? value : top[row]!;
    });
    standsOn[member] = place === 0 ? -1 : members[place - 1]!;
  });
}

function sums(members: number[], columns: Value[][], rows: number): number[] {
  return Array.from({ length: rows }, (_, row) =>
    members.reduce((sum, member) => sum + Math.abs(columns[member]![row] ?? 0), 0),
  );
}
