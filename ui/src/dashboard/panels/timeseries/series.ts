/** From frames to the columns that a plot draws: one grid of times, a column of values for each field. */
import { FieldType, getFieldDisplayName, getFieldSeriesColor, type DataFrame, type Field, type GrafanaTheme2 } from '../../grafana';
import { lineConfig, type LineConfig } from './custom';

/** Null is a gap; undefined is a moment of another line, where this one was not asked. */
export type Value = number | null | undefined;

export interface Line {
  key: string;
  name: string;
  color: string;
  field: Field;
  config: LineConfig;
  /** The values as they are: for legend and tooltip. */
  values: Value[];
  /** Fields of one unit share a scale. */
  scale: string;
}

export interface Lines {
  /** Unix milliseconds, ascending. */
  times: number[];
  lines: Line[];
}

interface Column {
  times: number[];
  field: Field;
  frame: DataFrame;
}

/** Null where the frames hold nothing that has a time and a number. */
export function linesOf(frames: DataFrame[], theme: GrafanaTheme2): Lines | null {
  const columns = frames.flatMap(columnsOf);
  if (columns.length === 0) return null;
  const times = gridOf(columns);
  const rowOf = new Map(times.map((time, row) => [time, row]));
  const lines = columns.map(({ times: own, field, frame }, i): Line => {
    const name = getFieldDisplayName(field, frame, frames);
    const values = own === times ? drawable(field.values) : spread(own, field.values, times.length, rowOf, longestOf(frame, field));
    const config = lineConfig(field);
    return { key: `${i} ${name}`, name, color: getFieldSeriesColor(field, theme).color, field, config, values, scale: scaleOf(field, config) };
  });
  return { times, lines: lines.filter(({ config }) => !config.hideFrom.viz) };
}

function columnsOf(frame: DataFrame): Column[] {
  const time = frame.fields.find(({ type }) => type === FieldType.time);
  if (!time) return [];
  const numbers = frame.fields.filter(({ type }) => type === FieldType.number || type === FieldType.boolean);
  return numbers.map((field) => ({ times: time.values as number[], field, frame }));
}

/**
 * All moments of all columns, and one more after each gap that is longer than the query's step, or than its author
 * allows: a line must not cross what was not measured.
 */
function gridOf(columns: Column[]): number[] {
  const interval = Math.max(0, ...columns.map(({ frame }) => intervalOf(frame)));
  const first = columns[0]!.times;
  const same = columns.every(({ times }) => times === first || equal(times, first));
  const times = same ? first : [...new Set(columns.flatMap((column) => column.times))].sort((a, b) => a - b);
  const longest = Math.min(interval > 0 ? 1.5 * interval : Infinity, ...columns.map(({ field }) => joinedUpTo(field)));
  if (longest === Infinity) return times;
  const gaps = times.flatMap((time, i) => (i > 0 && time - times[i - 1]! > longest ? [times[i - 1]! + Math.min(interval || longest, longest)] : []));
  return gaps.length === 0 ? times : [...times, ...gaps].sort((a, b) => a - b);
}

/** Samples of a column that are further apart are not joined. */
function longestOf(frame: DataFrame, field: Field): number {
  const interval = intervalOf(frame);
  return Math.min(interval > 0 ? 1.5 * interval : Infinity, joinedUpTo(field));
}

function joinedUpTo({ config }: Field): number {
  const { insertNulls } = (config.custom ?? {}) as Partial<LineConfig>;
  return typeof insertNulls === 'number' && insertNulls > 0 ? insertNulls : Infinity;
}

function intervalOf({ fields }: DataFrame): number {
  return fields.find(({ type }) => type === FieldType.time)?.config.interval ?? 0;
}

const equal = (a: number[], b: number[]) => a.length === b.length && a.every((time, i) => time === b[i]);

function spread(times: number[], values: unknown[], length: number, rowOf: Map<number, number>, longest: number): Value[] {
  const column = new Array<Value>(length).fill(undefined);
  let before = -1;
  times.forEach((time, i) => {
    const row = rowOf.get(time)!;
    if (i > 0 && row > before + 1 && time - times[i - 1]! > longest) column[before + 1] = null;
    column[row] = valueOf(values[i]);
    before = row;
  });
  return column;
}

/** Divisions by zero are infinite or nothing at all: both are gaps, and an axis that reached them would show nothing else. */
const valueOf = (value: unknown): Value => (Number.isFinite(value) ? (value as number) : value === true ? 1 : value === false ? 0 : null);

/** Nearly always the column itself. */
const drawable = (values: unknown[]): Value[] => (values.every((value) => value === null || Number.isFinite(value)) ? (values as Value[]) : values.map(valueOf));

/** Fields that share unit and limits share an axis; shares of a hundred percent have one of their own. */
function scaleOf({ config }: Field, { axisPlacement, scaleDistribution, axisLabel = '', stacking }: LineConfig): string {
  const placed = axisPlacement === 'right' || axisPlacement === 'hidden' ? axisPlacement : '';
  return ['y', config.unit ?? '', config.min ?? '', config.max ?? '', placed, scaleDistribution.type, axisLabel, stacking.mode === 'percent' ? '%' : ''].join('|');
}
