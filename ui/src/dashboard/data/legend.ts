import type { Labels } from '../../api/prometheus';
import type { Asked } from './frames';

/** What a series is called: by the query's legend, or by its labels, or by the query. */
export function seriesName(metric: Labels, { target, expr, interpolate }: Pick<Asked, 'target' | 'expr' | 'interpolate'>): string {
  const { legendFormat = '' } = target;
  if (legendFormat === '__auto') return automaticName(metric, expr);
  if (legendFormat !== '') return filledIn(interpolate(legendFormat), metric);
  return formatLabels(metric) || expr;
}

/** A single label says it all by its value; several are written out. */
function automaticName(metric: Labels, expr: string): string {
  const { __name__: _, ...labels } = metric;
  const values = Object.values(labels);
  if (values.length === 1) return values[0]!;
  return formatLabels(metric) || expr;
}

/** `{{label}}` stands for the label's value, and for nothing where a series lacks it. */
export function filledIn(format: string, metric: Labels): string {
  return format.replace(/\{\{\s*(.+?)\s*\}\}/g, (_whole, label: string) => metric[label] ?? '');
}

/** A series as PromQL writes it: `name{a="b", c="d"}`. */
export function formatLabels({ __name__ = '', ...labels }: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return pairs.length === 0 ? __name__ : `${__name__}{${pairs.join(', ')}}`;
}
