/**
 * Changes of a stored document as text: what is not named stays byte for byte, with its order, its numbers and its
 * indentation. Nothing here knows what a dashboard is.
 */
import { applyEdits, findNodeAtLocation, modify, parseTree, type Edit, type JSONPath, type Node } from 'jsonc-parser';

export type Path = JSONPath;

/** Sets the value at a path; `undefined` takes it out. */
export function set(text: string, path: Path, value: unknown): string {
  return applyEdits(text, value === undefined ? modify(text, path, undefined, {}) : [edit(text, parseTree(text)!, path, value)]);
}

/** Sets values at several paths, none of which is inside another. */
export function setAll(text: string, values: [Path, unknown][]): string {
  const root = parseTree(text)!;
  return applyEdits(text, values.map(([path, value]) => edit(text, root, path, value)));
}

/** Adds a value at the end of the list at a path. */
export function append(text: string, path: Path, value: unknown): string {
  const list = at(JSON.parse(text), path);
  return Array.isArray(list) ? set(text, [...path, list.length], value) : set(text, path, [value]);
}

/** Puts a value in the place of another, or beside what is in the nearest thing around it that there is. */
function edit(text: string, root: Node, path: Path, value: unknown): Edit {
  const there = findNodeAtLocation(root, path);
  if (there) return replace(text, there, value);
  let depth = path.length - 1;
  while (!findNodeAtLocation(root, path.slice(0, depth))) depth--;
  const parent = findNodeAtLocation(root, path.slice(0, depth))!;
  const key = path[depth]!;
  const inner = path.slice(depth + 1).reduceRight<unknown>(inside, value);
  if (parent.type !== 'object' && parent.type !== 'array') return replace(text, parent, inside(inner, key));
  const last = parent.children!.at(-1);
  if (!last) return replace(text, parent, inside(inner, key));
  const gap = /\s*$/.exec(text.slice(0, last.offset))![0];
  const name = parent.type === 'object' ? `${JSON.stringify(key)}:${gap === '' ? '' : ' '}` : '';
  return { offset: last.offset + last.length, length: 0, content: `,${gap}${name}${laidOut(text, inner, gap)}` };
}

const inside = (value: unknown, key: string | number) => (typeof key === 'number' ? [value] : { [key]: value });

function replace(text: string, { offset, length }: Node, value: unknown): Edit {
  const line = text.slice(text.lastIndexOf('\n', offset) + 1, offset);
  return { offset, length, content: laidOut(text, value, text.trimEnd().includes('\n') ? `\n${/^\s*/.exec(line)![0]}` : '') };
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

/** As its surroundings: on lines of its own below a line break and an indentation, else on the line it is on. */
function laidOut(text: string, value: unknown, gap: string): string {
  if (!gap.includes('\n')) return JSON.stringify(value);
  const unit = /\n([ \t]+)"/.exec(text)?.[1] ?? '  ';
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  return JSON.stringify(value, null, unit).replaceAll('\n', eol + gap.slice(gap.lastIndexOf('\n') + 1));
}
