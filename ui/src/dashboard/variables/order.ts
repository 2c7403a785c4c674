/** Which variable needs which other one's value, and so in which order they can be resolved. */
import { queryText } from './query';
import { referencesIn } from './references';
import type { Variable } from './types';

export interface Order {
  /** Those that others need come first; otherwise the dashboard's own order. */
  ordered: Variable[];
  /** Variables that need each other in a circle, each with the circle written out: `a → b → a`. */
  circles: Map<string, string>;
}

export function orderOf(variables: readonly Variable[]): Order {
  const byName = new Map(variables.map((variable) => [variable.name, variable]));
  const needed = new Map(variables.map((variable) => [variable.name, neededBy(variable, byName)]));
  const ordered: Variable[] = [];
  const circles = new Map<string, string>();
  const done = new Set<string>();

  // An explicit stack: a dashboard with ten thousand chained variables must not exhaust the engine's own.
  for (const { name: root } of variables) {
    const path: { name: string; next: number }[] = done.has(root) ? [] : [{ name: root, next: 0 }];
    const onPath = new Set(path.map(({ name }) => name));
    while (path.length > 0) {
      const at = path.at(-1)!;
      const need = needed.get(at.name)![at.next++];
      if (need === undefined) {
        path.pop();
        onPath.delete(at.name);
        done.add(at.name);
        ordered.push(byName.get(at.name)!);
      } else if (onPath.has(need)) {
        noteCircle(path.map(({ name }) => name), need, circles);
      } else if (!done.has(need)) {
        path.push({ name: need, next: 0 });
        onPath.add(need);
      }
    }
  }
  return { ordered, circles };
}

function noteCircle(path: string[], back: string, circles: Map<string, string>): void {
  const circle = path.slice(path.indexOf(back));
  for (const [i, name] of circle.entries()) {
    const from = [...circle.slice(i), ...circle.slice(0, i), name];
    if (!circles.has(name)) circles.set(name, from.join(' → '));
  }
}

/**
 * The variables whose values another one's text needs. A variable that names itself needs nothing: in its own query
 * it stands for everything, or it could never offer more than what is selected.
 */
export function neededBy(variable: Variable, known: ReadonlyMap<string, unknown>): string[] {
  const names = textsOf(variable).flatMap((text) => referencesIn(text).map(({ name }) => name));
  return [...new Set(names)].filter((name) => name !== variable.name && known.has(name));
}

function textsOf({ query, regex, datasource, auto_min: least, allValue }: Variable): string[] {
  const uid = typeof datasource === 'string' ? datasource : datasource?.uid;
  return [queryText(query), regex, uid, least, allValue].filter((text): text is string => typeof text === 'string');
}
