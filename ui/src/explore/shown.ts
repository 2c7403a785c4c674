import { letter, type Query } from './state';

/** An answer to draw, with the letter its query goes by. */
export interface Shown<T> {
  letter: string;
  expr: string;
  result: T;
}

/** The answers of enabled queries that have one; the answer's own expression counts while a new one loads. */
export function pickShown<T extends { expr: string }>(
  queries: readonly Query[],
  answers: ReadonlyArray<T | undefined>,
): Shown<T>[] {
  return queries.flatMap(({ enabled }, i) => {
    const answer = answers[i];
    return enabled && answer ? [{ letter: letter(i), expr: answer.expr, result: answer }] : [];
  });
}
