import type { Metadata } from '../api/prometheus';

/** A metric as the browser lists it. */
export interface Metric {
  name: string;
  type: string;
  help: string;
}

/** Joins the names that exist with what is known about them; the parts of a histogram or summary share its description. */
export function listMetrics(names: readonly string[], metadata: Record<string, Metadata[]>): Metric[] {
  return names.map((name) => {
    const family = name.replace(/_(bucket|sum|count|total)$/, '');
    const known = metadata[name]?.[0] ?? metadata[family]?.[0];
    return { name, type: known?.type ?? '', help: known?.help ?? '' };
  });
}

/** Metrics that contain every word in name or help; those with the words in their name come first. */
export function searchMetrics(metrics: readonly Metric[], text: string): readonly Metric[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return metrics;
  const byName = metrics.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  const named = new Set(byName);
  const byHelp = metrics.filter((metric) => {
    const all = `${metric.name} ${metric.help}`.toLowerCase();
    return !named.has(metric) && words.every((word) => all.includes(word));
  });
  return [...byName, ...byHelp];
}
