import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { query, queryRange, type Answer, type QueryData } from '../api/prometheus';
import type { Exemplar } from '../chart';
import { exemplars } from './ask';
import { countSeries, type Measured, type MeasuredRange } from './answers';
import type { Query } from './state';
import type { Grid } from './step';

export type RangeState = UseQueryResult<MeasuredRange>;
export type InstantState = UseQueryResult<Measured>;

/** Runs each enabled query over the grid. */
export function useRangeResults(queries: readonly Query[], grid: Grid, active: boolean): RangeState[] {
  return useAnswers('range', queries, grid, active, async (expr, signal) => {
    const span = { start: grid.start * 1000, end: grid.end * 1000, step: grid.step };
    return { ...(await timed(expr, () => queryRange(expr, span, signal))), grid };
  });
}

/** Runs each enabled query at one moment, in Unix milliseconds. */
export function useInstantResults(queries: readonly Query[], time: number, active: boolean): InstantState[] {
  return useAnswers('instant', queries, time, active, (expr, signal) => timed(expr, () => query(expr, time, signal)));
}

/** Fetches the exemplars beside each enabled query. */
export function useExemplars(queries: readonly Query[], grid: Grid, active: boolean): UseQueryResult<Exemplar[]>[] {
  return useAnswers('exemplars', queries, grid, active, (expr, signal) =>
    exemplars(expr, grid.start, grid.end, signal),
  );
}

/**
 * Asks one question per enabled query. A query whose expression or moment changes is cancelled and
 * asked anew; until its answer is there the one before stays, so that a refresh does not flicker.
 */
function useAnswers<T>(
  kind: string,
  queries: readonly Query[],
  moment: Grid | number,
  active: boolean,
  ask: (expr: string, signal: AbortSignal) => Promise<T>,
): UseQueryResult<T>[] {
  // useQueries forgets what came before when a key changes, unlike useQuery.
  const before = useRef<Array<T | undefined>>([]);
  const results = useQueries({
    queries: queries.map(({ expr, enabled }, i) => {
      const asked = active && enabled && expr.trim() !== '';
      return {
        queryKey: ['explore', kind, expr, moment, repetition(queries, i)],
        queryFn: ({ signal }: { signal: AbortSignal }) => ask(expr, signal),
        enabled: asked,
        placeholderData: () => (asked ? before.current[i] : undefined),
      };
    }),
  }) as UseQueryResult<T>[];

  useEffect(() => {
    before.current = results.map((result) => (result.error ? undefined : result.data));
  }, [results]);
  return results;
}

/** How many queries before this one ask the same: the cache wants each of them by a key of its own. */
function repetition(queries: readonly Query[], index: number): number {
  return queries.slice(0, index).filter(({ expr }) => expr === queries[index]!.expr).length;
}

async function timed(expr: string, ask: () => Promise<Answer<QueryData>>): Promise<Measured> {
  const began = performance.now();
  const answer = await ask();
  return { ...answer, expr, millis: performance.now() - began, seriesCount: countSeries(answer.data) };
}
