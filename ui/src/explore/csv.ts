import type { Labels } from '../api/prometheus';

/** One series of a result in the order of its columns: labels, then time and value. */
export interface CsvRow {
  query: string;
  labels: Labels;
  /** Unix seconds. */
  time: number;
  /** As the server wrote it: a round trip through a number would lose digits. */
  value: string;
}

/** Comma-separated values as RFC 4180 has them, with a column for every label that occurs. */
export function toCsv(rows: readonly CsvRow[]): string {
  const labels = [...new Set(rows.flatMap((row) => Object.keys(row.labels)))].sort();
  const lines = rows.map((row) => [
    row.query,
    ...labels.map((name) => row.labels[name] ?? ''),
    isoTime(row.time),
    row.value,
  ]);
  return [['query', ...labels, 'time', 'value'], ...lines].map((line) => `${line.map(quote).join(',')}\r\n`).join('');
}

function quote(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString();
}
