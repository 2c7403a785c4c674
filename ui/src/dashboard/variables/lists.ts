/** Variables whose options stand in the dashboard itself: custom lists and intervals. */
import type { Option, Variable } from './types';

/** `a, text : value, with\, comma`; or a JSON array of objects with text and value. */
export function customOptions(query: string, valuesFormat: Variable['valuesFormat']): Option[] {
  return valuesFormat === 'json' ? jsonOptions(query) : splitList(query).map(namedOption);
}

/** Splits at commas that have no backslash before them. */
export function splitList(text: string): string[] {
  const pieces = text.match(/(?:\\,|[^,])+/g) ?? [];
  return pieces.map((piece) => piece.replaceAll('\\,', ',').trim());
}

function namedOption(piece: string): Option {
  const named = /^([\s\S]+?)\s:\s([\s\S]+)$/.exec(piece);
  return named ? { text: named[1]!.trim(), value: named[2]!.trim() } : { text: piece, value: piece };
}

function jsonOptions(query: string): Option[] {
  let list: unknown;
  try {
    list = JSON.parse(query);
  } catch (cause) {
    throw new Error(`the list is no valid JSON: ${(cause as Error).message}`);
  }
  if (!Array.isArray(list)) throw new Error('the list must be a JSON array of objects with text and value');
  return list.map(jsonOption);
}

function jsonOption(entry: unknown): Option {
  if (typeof entry !== 'object' || entry === null) return { text: String(entry), value: String(entry) };
  const { text, value } = entry as Record<string, unknown>;
  return { text: String(text ?? value ?? ''), value: String(value ?? text ?? '') };
}

/** Both are how versions of Grafana save that the interval is to follow the range. */
export const isAuto = (value: string) => value === '$__auto' || value.startsWith('$__auto_interval');

export function intervalOptions({ name, query, auto }: Variable): Option[] {
  const lengths = splitList(typeof query === 'string' ? query : '').map((one) => one.replace(/^(["'])(.*)\1$/, '$2'));
  const options = lengths.filter((length) => length !== 'auto').map((length) => ({ text: length, value: length }));
  return auto ? [{ text: 'auto', value: `$__auto_interval_${name}` }, ...options] : options;
}
