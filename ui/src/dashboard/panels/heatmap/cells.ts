/** The cells of a heatmap, whatever form its data has: buckets as rows, native histograms, or plain series to be counted. */
import { DataFrameType, FieldType, formattedValueToString, type DataFrame, type Field } from '../../grafana';

export interface Cell {
  /** Unix milliseconds, where the cell begins. */
  x: number;
  low: number;
  high: number;
  count: number;
}

export interface Cells {
  cells: Cell[];
  /** How long a cell lasts, in milliseconds. */
  step: number;
  /** Where the bounds are not numbers, what each row is called. */
  rows: string[] | null;
  yField: Field | null;
  most: number;
  least: number;
}

export function cellsOf(frames: DataFrame[], calculate: boolean): Cells | null {
  const native = frames.find(({ meta }) => meta?.type === DataFrameType.HeatmapCells);
  if (native) return finished(nativeCells(native), stepOf(native), null, native.fields[1] ?? null);
  const rows = frames.find(({ meta }) => meta?.type === DataFrameType.HeatmapRows);
  if (rows && !calculate) return rowCells(rows);
  const wide = frames.length > 1 ? null : frames[0];
  if (wide && !calculate && wide.fields.length > 2) return rowCells(wide);
  if (!calculate && frames.length > 1) return rowCells(merged(frames));
  return countedCells(frames);
}

function nativeCells({ fields, length }: DataFrame): Cell[] {
  const column = (name: string) => fields.find((field) => field.name === name)?.values ?? [];
  const [x, low, high, count] = ['xMax', 'yMin', 'yMax', 'count'].map(column) as [number[], number[], number[], number[]];
  return Array.from({ length }, (_, i) => ({ x: x[i]!, low: low[i]!, high: high[i]!, count: count[i]! }));
}

/** Buckets named by their upper bounds are numbers on an axis; others are rows one above the other. */
function rowCells(frame: DataFrame): Cells | null {
  const time = frame.fields.find(({ type }) => type === FieldType.time);
  const buckets = frame.fields.filter(({ type }) => type === FieldType.number);
  if (!time || buckets.length === 0) return null;
  const names = buckets.map((field) => field.state?.displayName ?? field.config.displayName ?? field.config.displayNameFromDS ?? field.name);
  const bounds = buckets.map(({ name }, i) => boundOf(name) ?? boundOf(names[i]!));
  const numeric = bounds.every((bound) => bound !== null);
  const edges = numeric ? edgesOf(bounds as number[]) : null;
  const cells = buckets.flatMap(({ values }, row) =>
    (time.values as number[]).flatMap((x, i): Cell[] => {
      const count = values[i] as number | null;
      if (count === null || count === undefined || Number.isNaN(count)) return [];
      const [low, high] = edges ? edges[row]! : [row, row + 1];
      return [{ x, low, high, count }];
    }),
  );
  return finished(cells, stepOf(frame), numeric ? null : names, buckets[0]!);
}

const boundOf = (name: string): number | null => {
  if (name === '+Inf' || name === 'Inf') return Infinity;
  return name.trim() !== '' && Number.isFinite(Number(name)) ? Number(name) : null;
};

/** Each bucket reaches from the bound below it to its own; the last, endless one gets the height of its neighbour. */
function edgesOf(bounds: number[]): [number, number][] {
  return bounds.map((bound, i) => {
    const below = i > 0 ? bounds[i - 1]! : bound > 0 && bounds.length > 1 ? Math.max(0, bound - (bounds[1]! - bound)) : Math.min(0, bound);
    if (Number.isFinite(bound)) return [below, bound];
    const before = i > 1 ? bounds[i - 2]! : 0;
    return [below, below + Math.max(below - before, 1e-9)];
  });
}

function merged(frames: DataFrame[]): DataFrame {
  const [first] = frames;
  const numbers = frames.flatMap(({ fields }) => fields.filter(({ type }) => type === FieldType.number));
  return { ...first!, fields: [first!.fields.find(({ type }) => type === FieldType.time)!, ...numbers] };
}

const wantedColumns = 60;
const wantedRows = 24;

/** Plain series: how many values fall into each part of time and height. */
function countedCells(frames: DataFrame[]): Cells | null {
  const points = frames.flatMap(pointsOf);
  if (points.length === 0) return null;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const [fromX, toX, fromY, toY] = [min(xs), max(xs), min(ys), max(ys)];
  const step = Math.max(1, (toX - fromX) / wantedColumns);
  const height = (toY - fromY || 1) / wantedRows;
  const counts = new Map<string, Cell>();
  for (const [x, y] of points) {
    const column = Math.floor((x - fromX) / step);
    const row = Math.min(wantedRows - 1, Math.floor((y - fromY) / height));
    const key = `${column} ${row}`;
    const cell = counts.get(key) ?? { x: fromX + column * step, low: fromY + row * height, high: fromY + (row + 1) * height, count: 0 };
    cell.count++;
    counts.set(key, cell);
  }
  return finished([...counts.values()], step, null, frames[0]!.fields.find(({ type }) => type === FieldType.number) ?? null);
}

const min = (values: number[]) => values.reduce((a, b) => Math.min(a, b), Infinity);
const max = (values: number[]) => values.reduce((a, b) => Math.max(a, b), -Infinity);

function pointsOf({ fields }: DataFrame): [number, number][] {
  const time = fields.find(({ type }) => type === FieldType.time);
  if (!time) return [];
  return fields
    .filter(({ type }) => type === FieldType.number)
    .flatMap(({ values }) =>
      (time.values as number[]).flatMap((x, i): [number, number][] => (Number.isFinite(values[i]) ? [[x, values[i] as number]] : [])),
    );
}

function stepOf({ fields }: DataFrame): number {
  const time = fields.find(({ type }) => type === FieldType.time);
  const times = [...new Set((time?.values ?? []) as number[])].sort((a, b) => a - b);
  const gaps = times.slice(1).map((t, i) => t - times[i]!);
  return time?.config.interval || (gaps.length > 0 ? min(gaps) : 60_000);
}

function finished(cells: Cell[], step: number, rows: string[] | null, yField: Field | null): Cells | null {
  if (cells.length === 0) return null;
  const counts = cells.map(({ count }) => count);
  return { cells, step, rows, yField, most: max(counts), least: min(counts) };
}

/** A bound as the y axis writes it. */
export function boundText({ rows, yField }: Cells, value: number): string {
  if (rows) return rows[Math.floor(value)] ?? '';
  return yField?.display ? formattedValueToString(yField.display(value)) : String(value);
}
