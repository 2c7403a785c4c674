/** Asks Lookout for the entries of a query variable, in bounds: of time by the range, of number by a limit. */
import { queryString, request } from '../../api/http';
import type { Labels, QueryData } from '../../api/prometheus';
import type { RangeMs } from '../../time/range';
import { whyRefused } from './parses';
import type { VariableQuery } from './query';

/** A list longer than this helps nobody, and every panel that uses All would ask for all of it. */
export const mostEntries = 10_000;

export interface Entries {
  texts: string[];
  /** There are more than were asked for. */
  truncated: boolean;
}

export async function askEntries(query: VariableQuery, range: RangeMs, signal?: AbortSignal): Promise<Entries> {
  const broken = whyRefused(('expr' in query ? query.expr : query.match) ?? 'up');
  if (broken) throw new Error(broken);
  const texts = await ask(query, range, signal);
  return { texts: texts.slice(0, mostEntries), truncated: texts.length > mostEntries };
}

function ask(query: VariableQuery, range: RangeMs, signal?: AbortSignal): Promise<string[]> {
  const bounds = { start: seconds(range.start), end: seconds(range.end), limit: String(mostEntries + 1) };
  switch (query.kind) {
    case 'label-names':
      return post<string[]>('/labels', { ...matching(query.match), ...bounds }, signal);
    case 'label-values':
      return values(query.label, { ...matching(query.match), ...bounds }, signal);
    case 'metrics':
      return values('__name__', { ...matching(query.match), ...bounds }, signal);
    case 'series':
      return series(query.match, bounds, signal);
    case 'result':
      return result(query.expr, { time: bounds.end, limit: bounds.limit }, signal);
  }
}

const seconds = (ms: number) => (ms / 1000).toFixed(3);
const matching = (match: string | null): Record<string, string> => (match === null ? {} : { 'match[]': match });

/** The only one of these questions that Prometheus takes by GET alone. */
async function values(label: string, params: Record<string, string>, signal?: AbortSignal): Promise<string[]> {
  const path = `/api/v1/label/${encodeURIComponent(label)}/values${queryString(params)}`;
  return (await request<{ data: string[] }>(path, { signal })).data;
}

async function post<T>(path: string, params: Record<string, string>, signal?: AbortSignal): Promise<T> {
  const form = new URLSearchParams(params);
  return (await request<{ data: T }>(`/api/v1${path}`, { signal, form })).data;
}

async function series(match: string, bounds: Record<string, string>, signal?: AbortSignal): Promise<string[]> {
  return (await post<Labels[]>('/series', { 'match[]': match, ...bounds }, signal)).map(seriesText);
}

async function result(expr: string, params: Record<string, string>, signal?: AbortSignal): Promise<string[]> {
  return resultTexts(await post<QueryData>('/query', { query: expr, ...params }, signal));
}

/** A result in the form that regular expressions of dashboards are written for: `name{label="value"} 1 1521630638000`. */
export function resultTexts(data: QueryData): string[] {
  if (data.resultType === 'scalar' || data.resultType === 'string') return [data.result[1]];
  if (data.resultType === 'matrix') throw new Error('query_result() got a range: leave the [5m] to a function');
  return data.result.map(({ metric, value }) =>
    value ? `${seriesText(metric)} ${value[1]} ${Math.round(value[0] * 1000)}` : seriesText(metric),
  );
}

export function seriesText({ __name__: name = '', ...labels }: Labels): string {
  const pairs = Object.keys(labels)
    .sort()
    .map((label) => `${label}=${JSON.stringify(labels[label])}`);
  return `${name}{${pairs.join(',')}}`;
}
