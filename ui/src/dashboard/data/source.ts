import type { DataSource, Target, VariableModel } from '../model/types';

/** Where a query's answer comes from. */
export type Source =
  | { kind: 'metrics' }
  /** Another panel of the same dashboard. */
  | { kind: 'panel'; panelId: number }
  /** Nothing here can answer; `why` is for the person. */
  | { kind: 'none'; why: string };

/** The types of data sources that speak PromQL, by the names that dashboards know them under. */
const speakPromQL = /^(prometheus|default|grafana-amazonprometheus-datasource|grafana-azureprometheus-datasource|.*victoriametrics.*)$/i;
const holdLogs = /^(loki|elasticsearch|opensearch|grafana-opensearch-datasource|.*victorialogs.*)$/i;
const holdTraces = /^(tempo|jaeger|zipkin)$/i;

/**
 * Lookout is the one Prometheus there is, so that a data source's uid from somewhere else is no obstacle: only its type
 * counts, or the type behind a variable such as `${datasource}`.
 */
export function sourceOf(target: Target, ofPanel: DataSource | null, variables: VariableModel[]): Source {
  const ref = target.datasource ?? ofPanel;
  if (ref?.uid === '-- Dashboard --' || ref?.type === 'dashboard') return { kind: 'panel', panelId: Number(target.panelId) };
  if (ref?.uid === '-- Grafana --' || ref?.uid === 'grafana' || ref?.type === 'grafana') {
    return { kind: 'none', why: 'Grafana’s own test data: there is nothing to show here.' };
  }
  const type = typeBehind(ref, variables);
  if (type === undefined) return looksLikeLogs(target) ? noLogs : { kind: 'metrics' };
  if (speakPromQL.test(type)) return { kind: 'metrics' };
  if (holdLogs.test(type)) return noLogs;
  if (holdTraces.test(type)) return { kind: 'none', why: 'Traces are not set up: Lookout holds metrics only, for now.' };
  return { kind: 'none', why: `Lookout cannot ask data sources of type “${type}”.` };
}

const noLogs: Source = { kind: 'none', why: 'Logs are not set up: Lookout holds metrics only, for now.' };

function typeBehind(ref: DataSource | null, variables: VariableModel[]): string | undefined {
  const [, name] = /^\$\{?(\w+)(?::\w+)?\}?$/.exec(ref?.uid ?? '') ?? [];
  const variable = name && variables.find((one) => one.name === name && one.type === 'datasource');
  return variable && typeof variable.query === 'string' ? variable.query : ref?.type;
}

/** LogQL's line filters and parsers, where a dashboard does not say what it asks. */
function looksLikeLogs({ expr = '' }: Target): boolean {
  return /\}\s*(\|=|\|~|!=\s*["`]|\|\s*(json|logfmt|line_format|pattern|unwrap)\b)/.test(expr);
}
