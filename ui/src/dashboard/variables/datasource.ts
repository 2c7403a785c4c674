/**
 * Which of a dashboard's data sources Lookout is. It answers whatever speaks PromQL, under whatever name the dashboard
 * knows it; a source of another kind has nothing behind it here, and says so.
 */
import { referencesIn } from './references';
import type { DatasourceRef, Option, Variable } from './types';

/** Lookout as an entry in the list of data sources. */
export const lookoutSource: Option = { text: 'Lookout', value: 'lookout' };

const speakPromql: ReadonlySet<string> = new Set([
  'prometheus',
  'grafana-amazonprometheus-datasource',
  'grafana-azureprometheus-datasource',
  'mimir',
  'victoriametrics-datasource',
  'victoriametrics-metrics-datasource',
]);

const kindNames: Readonly<Record<string, string>> = {
  loki: 'logs',
  elasticsearch: 'logs',
  'grafana-opensearch-datasource': 'logs',
  'victoriametrics-logs-datasource': 'logs',
  tempo: 'traces',
  jaeger: 'traces',
  zipkin: 'traces',
};

export const answersPromql = (type: string) => speakPromql.has(type);

/** Why a data source of this type has nothing to offer, in the words of who opens the dashboard. */
export function notSetUp(type: string): string {
  const kind = kindNames[type];
  return kind ? `${kind} are not set up` : `${type || 'this'} data sources are not supported`;
}

/** The dashboard's own filter by name is left out: it chooses among several instances, and here there is one. */
export function datasourceOptions(type: string): Option[] {
  return answersPromql(type) ? [lookoutSource] : [];
}

/** The type of a data source: said outright, or that of the variable which chooses it. Unnamed ones are PromQL. */
export function datasourceType(
  datasource: DatasourceRef | string | null | undefined,
  variables: ReadonlyMap<string, Variable>,
): string {
  const { type, uid = '' } = typeof datasource === 'string' ? { uid: datasource } : (datasource ?? {});
  const chosenBy = referencesIn(uid).map(({ name }) => variables.get(name));
  const chooser = chosenBy.find((variable) => variable?.type === 'datasource');
  if (chooser && typeof chooser.query === 'string') return chooser.query;
  if (type && !referencesIn(type).length) return type;
  return 'prometheus';
}
