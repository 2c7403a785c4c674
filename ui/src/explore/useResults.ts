import { useQueries, type UseQueryResult } from '@tanstack/react-query';
import { query, queryRange, type Answer, type QueryData } from '../api/prometheus';
import { countSeries, type Measured, type MeasuredRange } from './results';
import type { Query } from './state';
import type { Grid } from './step';

export type RangeState = UseQueryResult<MeasuredRange>;
export type InstantState = UseQueryResult<Measured>;

/**
 * Runs each enabled query over the grid. A query whose expression or grid changes is cancelled and
 * asked anew; until the answer is there the one before stays.
 */
export function useRangeResults(queries: readonly Query[], grid: Grid, active: boolean): RangeState[] {
  return useQueries({
    queries: queries.map(({ expr, enabled }) => ({
      queryKey: ['explore', 'range', expr, grid],
      queryFn: async ({ signal }: { signal: AbortSignal }): Promise<MeasuredRange> => ({
        ...(await timed(expr, () =>
          queryRange(expr, { start: grid.start * 1000, end: grid.end * 1000, step: grid.step }, signal),
        )),
        grid,
      }),
      enabled: active && enabled && expr.trim() !== '',
      placeholderData: (previous: MeasuredRange | undefined) => previous,
    })),
  });
}

/** Runs each enabled query at one moment, in Unix milliseconds. */
export function useInstantResults(queries: readonly Query[], time: number, active: boolean): InstantState[] {
  return useQueries({
    queries: queries.map(({ expr, enabled }) => ({
      queryKey: ['explore', 'instant', expr, time],
      queryFn: ({ signal }: { signal: AbortSignal }): Promise<Measured> => timed(expr, () => query(expr, time, signal)),
      enabled: active && enabled && expr.trim() !== '',
      placeholderData: (previous: Measured | undefined) => previous,
    })),
  });
}

async function timed(expr: string, ask: () => Promise<Answer<QueryData>>): Promise<Measured> {
  const began = performance.now();
  const answer = await ask();
  return { ...answer, expr, millis: performance.now() - began, seriesCount: countSeries(answer.data) };
}
