import type { DataSource, Target, VariableModel } from '../model/types';
import { answersPromql, datasourceType, notSetUp } from '../variables/datasource';
import type { Variable } from '../variables/types';

/** Where a query's answer comes from. */
export type Source =
  | { kind: 'metrics' }
  /** Another panel of the same dashboard. */
  | { kind: 'panel'; panelId: number }
  /** Nothing here can answer; `why` is for the person. */
  | { kind: 'none'; why: string };

/** Lookout is the one Prometheus there is, so that a data source's uid from somewhere else is no obstacle: its type counts. */
export function sourceOf(target: Target, ofPanel: DataSource | null, variables: VariableModel[]): Source {
  const ref = target.datasource ?? ofPanel;
  if (ref?.uid === '-- Dashboard --') return { kind: 'panel', panelId: Number(target.panelId) };
  if (ref?.uid === '-- Grafana --') return { kind: 'none', why: 'This asks Grafana itself: there is nothing to show here.' };
  const type = datasourceType(ref, new Map(variables.map((one) => [one.name, one as Variable])));
  const unsaid = !ref?.type && !ref?.uid;
  if (unsaid && looksLikeLogs(target)) return { kind: 'none', why: sentence(notSetUp('loki')) };
  return answersPromql(type) ? { kind: 'metrics' } : { kind: 'none', why: sentence(notSetUp(type)) };
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

/** LogQL's line filters and parsers, where a dashboard does not say whom it asks. */
function looksLikeLogs({ expr = '' }: Target): boolean {
  return /\}\s*(\|=|\|~|!=\s*["`]|\|\s*(json|logfmt|line_format|pattern|unwrap)\b)/.test(expr);
}
