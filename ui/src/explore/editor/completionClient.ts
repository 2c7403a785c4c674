import type { QueryClient } from '@tanstack/react-query';
import type { PrometheusClient } from '@prometheus-io/codemirror-promql';
import { EqlRegex, Neq, NeqRegex } from '@prometheus-io/lezer-promql';
import { labelNames, labelValues, metadata } from '../../api/prometheus';
import { series } from '../ask';

const fresh = 60_000;

/**
 * What completion asks the server, answered from the page's cache where it can. A failure completes
 * nothing: the query itself will say what is wrong with the server.
 */
export function completionClient(client: QueryClient): PrometheusClient {
  const cached = <T>(key: unknown[], ask: () => Promise<T>, otherwise: T): Promise<T> =>
    client
      .fetchQuery({ queryKey: ['completion', ...key], queryFn: ask, staleTime: fresh, retry: false })
      .catch(() => otherwise);

  return {
    labelNames: (metric) => cached(['labels', metric], () => labelNames(metric ? [metric] : []), []),
    labelValues: (label, metric, matchers) => {
      const match = selectorOf(metric, matchers, label);
      return cached(['values', label, match], () => labelValues(label, match === '' ? [] : [match]), []);
    },
    metricMetadata: () => cached(['metadata'], () => metadata(undefined), {}),
    metricNames: () => cached(['values', '__name__'], () => labelValues('__name__', []), []),
    series: async (metric, matchers, label) => {
      const match = selectorOf(metric, matchers, label);
      const found = await cached(['series', match], () => (match === '' ? Promise.resolve([]) : series(match)), []);
      return found.map((labels) => new Map(Object.entries(labels)));
    },
    // The interface asks for it; no completion does.
    flags: () => Promise.resolve({}),
  };
}

type Matcher = NonNullable<Parameters<PrometheusClient['labelValues']>[2]>[number];

const operators = new Map<number, string>([
  [Neq, '!='],
  [EqlRegex, '=~'],
  [NeqRegex, '!~'],
]);

/** The selector typed so far without the label that is being completed; empty when it would select everything. */
export function selectorOf(
  metric: string | undefined,
  matchers: readonly Matcher[] | undefined,
  label?: string,
): string {
  const others = (matchers ?? []).filter((m) => m.name !== label && m.value !== '');
  const pairs = others.map((m) => `${m.name}${operators.get(m.type) ?? '='}"${m.value}"`);
  if (pairs.length === 0) return metric ?? '';
  return `${metric ?? ''}{${pairs.join(',')}}`;
}
