/** Scopes, from the outside in: built-ins, the dashboard's variables, the one value a panel is repeated for. */
import type { Bound, Option, Scope } from './types';

export const emptyScope: Scope = { values: new Map() };

export function lookup(scope: Scope, name: string): Bound | undefined {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const bound = at.values.get(name);
    if (bound) return bound;
  }
  return undefined;
}

export function within(outer: Scope, values: Iterable<readonly [string, Bound]>): Scope {
  return { values: new Map(values), outer };
}

/** The scope of one copy of a repeated panel or row: the name stands for one of its values. */
export function repeated(scope: Scope, name: string, { text, value }: Option): Scope {
  // A variable with several values stays a regular expression in its copies: their queries say `=~`.
  const multi = lookup(scope, name)?.multi ?? true;
  return within(scope, [[name, { text, value, multi }]]);
}

/** The values that a panel or row is repeated for, in the order in which they are selected. */
export function repeatsOf(scope: Scope, name: string): Option[] {
  const bound = lookup(scope, name);
  if (!bound) return [];
  const texts = bound.texts ?? listOf(bound.text);
  return listOf(bound.value).map((value, i) => ({ value, text: texts[i] ?? value }));
}

/** Every name in a scope, the inner ones first, each once. */
export function namesOf(scope: Scope): string[] {
  const names = new Set<string>();
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    for (const name of at.values.keys()) names.add(name);
  }
  return [...names];
}

export function listOf(value: string | readonly string[]): string[] {
  return typeof value === 'string' ? [value] : [...value];
}
