import { getFieldDisplayName, type DataFrame, FieldType } from '../grafana';

/** Frames as RFC 4180 has tables: series side by side, other frames one below the other with a blank line between. */
export function framesToCsv(frames: DataFrame[]): string {
  if (frames.length > 1 && frames.every(isSeries)) return seriesToCsv(frames);
  return frames.map((frame) => frameToCsv(frame, frames)).join('\r\n');
}

const isSeries = ({ fields }: DataFrame) => fields.length === 2 && fields[0]!.type === FieldType.time && fields[1]!.type === FieldType.number;

/** One line for each time that any series has, one column for each series. */
function seriesToCsv(frames: DataFrame[]): string {
  const byTime = new Map<number, unknown[]>();
  frames.forEach(({ fields: [time, value] }, column) =>
    time!.values.forEach((at, row) => {
      const cells = byTime.get(at) ?? new Array<unknown>(frames.length).fill(null);
      cells[column] = value!.values[row];
      byTime.set(at, cells);
    }),
  );
  const names = frames.map((frame) => getFieldDisplayName(frame.fields[1]!, frame, frames));
  const rows = [...byTime].sort(([a], [b]) => a - b).map(([at, cells]) => [cellText(at, FieldType.time), ...cells.map((cell) => cellText(cell, FieldType.number))]);
  return [['Time', ...names], ...rows].map(lineOf).join('');
}

const lineOf = (cells: string[]) => `${cells.map(quoted).join(',')}\r\n`;

function frameToCsv(frame: DataFrame, frames: DataFrame[]): string {
  const names = frame.fields.map((field) => getFieldDisplayName(field, frame, frames));
  const rows = Array.from({ length: frame.length }, (_, row) =>
    frame.fields.map(({ type, values }) => cellText(values[row], type)),
  );
  return [names, ...rows].map(lineOf).join('');
}

function cellText(value: unknown, type: FieldType): string {
  if (value === null || value === undefined) return '';
  if (type === FieldType.time && typeof value === 'number') return new Date(value).toISOString();
  // A series within a cell is written as the number that sums it up.
  if (type === FieldType.frame) return String((value as { value?: unknown }).value ?? '');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** A text that a spreadsheet would take for a formula must stay text. */
function quoted(field: string): string {
  const text = /^[=+\-@\t]/.test(field) && Number.isNaN(Number(field)) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
