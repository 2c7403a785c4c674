import { letter, type Query } from './state';

/** An answer to draw, with the letter its query goes by. */
export interface Shown<T> {
  letter: string;
  expr: string;
  result: T;
}

/** The answers to draw: those of enabled queries that have one and did not fail since. */
export function pickShown<T extends { expr: string }>(
  queries: readonly Query[],
  states: ReadonlyArray<{ data?: T; error: Error | null }>,
): Shown<T>[] {
  return queries.flatMap(({ enabled }, i) => {
    const { data, error } = states[i]!;
    return enabled && data && !error ? [{ letter: letter(i), expr: data.expr, result: data }] : [];
  });
}
