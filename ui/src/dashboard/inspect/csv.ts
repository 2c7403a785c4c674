import { getFieldDisplayName, type DataFrame, FieldType } from '../grafana';

/** Frames as RFC 4180 has tables; of several, one below the other with a blank line between. */
export function framesToCsv(frames: DataFrame[]): string {
  return frames.map((frame) => frameToCsv(frame, frames)).join('\r\n');
}

function frameToCsv(frame: DataFrame, frames: DataFrame[]): string {
  const names = frame.fields.map((field) => getFieldDisplayName(field, frame, frames));
  const rows = Array.from({ length: frame.length }, (_, row) =>
    frame.fields.map(({ type, values }) => cellText(values[row], type)),
  );
  return [names, ...rows].map((line) => `${line.map(quoted).join(',')}\r\n`).join('');
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
