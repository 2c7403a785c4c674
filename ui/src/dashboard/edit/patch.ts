/**
 * Changes of a stored document as text: what is not named stays byte for byte, with its order, its numbers and its
 * indentation. Nothing here knows what a dashboard is.
 */
import { applyEdits, modify, type JSONPath } from 'jsonc-parser';

export type Path = JSONPath;

/** Sets the value at a path; `undefined` takes it out. */
export function set(text: string, path: Path, value: unknown): string {
  return applyEdits(text, modify(text, path, value, { formattingOptions: value === undefined ? undefined : formattingOf(text) }));
}

/** Adds a value at the end of the list at a path. */
export function append(text: string, path: Path, value: unknown): string {
  const list = at(JSON.parse(text), path);
  if (!Array.isArray(list)) return set(text, path, [value]);
  const formattingOptions = formattingOf(text);
  return applyEdits(text, modify(text, [...path, list.length], value, { formattingOptions, isArrayInsertion: true }));
}

/** What stands at a path of a decoded document. */
export function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);
}

/** The server's JSON path, `$.panels[2].panels[0]`, as its steps. */
export function stepsOf(path: string): Path {
  const steps = path.matchAll(/\.([^.[\]]+)|\[(\d+)\]|\['((?:[^'\\]|\\.)*)'\]/g);
  return [...steps].map(([, name, index, quoted]) => (index !== undefined ? Number(index) : (name ?? quoted!.replaceAll("\\'", "'"))));
}

/** What is added is laid out as its surroundings; a document on one line stays on it. */
function formattingOf(text: string) {
  if (!text.trimEnd().includes('\n')) return undefined;
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  const tabs = indent.startsWith('\t');
  return { insertSpaces: !tabs, tabSize: tabs ? 1 : indent.length, eol: text.includes('\r\n') ? '\r\n' : '\n' };
}
