import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { resolveRange, type RangeText } from '../time/range';
import { live } from '../time/refresh';
import * as alertmanager from './alertmanager';
import * as lookout from './lookout';
import * as prometheus from './prometheus';
import type { InstantSeries, RangeSeries } from './prometheus';

/** Fetches now and again at every refresh of the page. */
function useLive<T>(name: string, fetcher: (signal: AbortSignal) => Promise<T>): UseQueryResult<T> {
  return useQuery({ queryKey: [live, name], queryFn: ({ signal }) => fetcher(signal) });
}

export const useTargets = () => useLive('targets', prometheus.targets);
export const useDiscovery = () => useLive('discovery', lookout.discovery);
export const useRules = () => useLive('rules', async (signal) => (await prometheus.rules(signal)).groups);
export const useTsdbStatus = () => useLive('tsdb', prometheus.tsdbStatus);
export const useAlertmanagers = () => useLive('alertmanagers', prometheus.alertmanagers);
export const useNotifiedAlerts = () => useLive('notified', (signal) => alertmanager.alerts([], signal));
export const useSilences = () => useLive('silences', alertmanager.silences);
export const usePushed = () => useLive('pushed', lookout.pushed);
export const usePushedGroup = (id: string, limit: number) =>
  useLive(`pushed-${id}`, (signal) => lookout.pushedGroup(id, limit, signal));
export const useMissingTargets = () => useLive('missing', lookout.missingTargets);
export const useHeartbeats = () => useLive('heartbeats', lookout.heartbeats);
export const useConfigParts = () => useLive('config', lookout.configParts);
export const useNotifications = () => useLive('notifications', lookout.notifications);
export const useBudgets = () => useLive('budgets', lookout.budgets);
export const useProbes = () => useLive('probes', lookout.probes);
export const useLegacyStatus = () => useLive('legacy-status', lookout.legacyStatus);
export const useAudit = (limit: number) => useLive(`audit-${limit}`, (signal) => lookout.audit(limit, signal));

/** The server's status is asked for on its own clock: it tells whether the server is there at all. */
export function useStatus() {
  return useQuery({
    queryKey: ['status'],
    queryFn: ({ signal }) => lookout.status(signal),
    refetchInterval: 10_000,
  });
}

/**
 * An instant query, asked again at every refresh. If that fails, the last answer stays. Without an expression nothing
 * is asked.
 */
export function useInstant(expr: string | undefined): UseQueryResult<InstantSeries[]> {
  return useQuery({
    queryKey: [live, 'instant', expr],
    queryFn: async ({ signal }) => {
      const { data } = await prometheus.query(expr!, Date.now(), signal);
      return data.resultType === 'vector' ? data.result : [];
    },
    placeholderData: keepPreviousData,
    enabled: expr !== undefined,
  });
}

/**
 * A range query over the page's time range, asked again at every refresh. Without an expression nothing is asked.
 * Both ends are moved to multiples of the step, in seconds, so that points do not wander between refreshes.
 */
export function useRange(
  expr: string | undefined,
  { from, to }: RangeText,
  step: number,
): UseQueryResult<RangeSeries[]> {
  return useQuery({
    queryKey: [live, 'range', expr, from, to, step],
    queryFn: async ({ signal }) => {
      const range = resolveRange({ from, to }, Date.now());
      if ('error' in range) throw new Error(range.error);
      const onStep = (ms: number) => Math.floor(ms / 1000 / step) * step * 1000;
      const { data } = await prometheus.queryRange(
        expr!,
        { start: onStep(range.start), end: onStep(range.end), step },
        signal,
      );
      return data.resultType === 'matrix' ? data.result : [];
    },
    placeholderData: keepPreviousData,
    enabled: expr !== undefined,
  });
}
