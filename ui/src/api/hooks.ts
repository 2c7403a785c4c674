import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { live, useRefresh } from '../time/refresh';
import * as alertmanager from './alertmanager';
import * as lookout from './lookout';
import * as prometheus from './prometheus';
import type { InstantSeries, RangeSeries } from './prometheus';

/** Fetches now and again at every refresh of the page. */
function useLive<T>(name: string, fetcher: (signal: AbortSignal) => Promise<T>): UseQueryResult<T> {
  return useQuery({ queryKey: [live, name], queryFn: ({ signal }) => fetcher(signal) });
}

export const useTargets = () => useLive('targets', prometheus.targets);
export const useRules = () => useLive('rules', async (signal) => (await prometheus.rules(signal)).groups);
export const useTsdbStatus = () => useLive('tsdb', prometheus.tsdbStatus);
export const useAlertmanagers = () => useLive('alertmanagers', prometheus.alertmanagers);
export const useNotifiedAlerts = () => useLive('notified', (signal) => alertmanager.alerts([], signal));
export const useSilences = () => useLive('silences', alertmanager.silences);
export const useConfigParts = () => useLive('config', lookout.configParts);
export const useNotifications = () => useLive('notifications', lookout.notifications);
export const useAudit = (limit: number) => useLive(`audit-${limit}`, (signal) => lookout.audit(limit, signal));

/** The server's status is asked for on its own clock: it tells whether the server is there at all. */
export function useStatus() {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => lookout.status(signal),
    refetchInterval: 10_000,
  });
}

/** An instant query at the moment of the last refresh; the previous answer stays until the next is there. */
export function useInstant(expr: string, enabled = true): UseQueryResult<InstantSeries[]> {
  const { now } = useRefresh();
  return useQuery({
    queryKey: ['instant', expr, now],
    queryFn: async ({ signal }) => {
      const { data } = await prometheus.query(expr, now, signal);
      return data.resultType === 'vector' ? data.result : [];
    },
    placeholderData: keepPreviousData,
    enabled,
  });
}

/** A range query. Both ends are moved to multiples of the step, so that points do not wander between refreshes. */
export function useRange(
  expr: string,
  range: { start: number; end: number },
  step: number,
  enabled = true,
): UseQueryResult<RangeSeries[]> {
  const start = Math.floor(range.start / 1000 / step) * step * 1000;
  const end = Math.floor(range.end / 1000 / step) * step * 1000;
  return useQuery({
    queryKey: ['range', expr, start, end, step],
    queryFn: async ({ signal }) => {
      const { data } = await prometheus.queryRange(expr, { start, end, step }, signal);
      return data.resultType === 'matrix' ? data.result : [];
    },
    placeholderData: keepPreviousData,
    enabled,
  });
}
