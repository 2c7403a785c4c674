import type { QueryData } from '../api/prometheus';
import { toCsv, type CsvRow } from './csv';
import { instantRows } from './answers';

export interface ExportedAnswer {
  letter: string;
  data: QueryData;
}

/** All answers as one CSV text; a native histogram is represented by its sum and count. */
export function answersToCsv(answers: readonly ExportedAnswer[]): string {
  return toCsv(answers.flatMap(({ letter, data }) => rowsOf(letter, data)));
}

function rowsOf(query: string, data: QueryData): CsvRow[] {
  return instantRows(data).map(({ labels, time, value, histogram }) => ({
    query,
    labels,
    time,
    value: histogram ? `sum=${histogram.sum} count=${histogram.count}` : value,
  }));
}

/** Hands a text to the browser as a download. */
export function download(fileName: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(url);
}
