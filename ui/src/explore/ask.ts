/** The questions to Prometheus' API that only Explore asks. */
import { queryString, request } from '../api/http';
import type { Labels } from '../api/prometheus';
import type { Exemplar } from '../chart';

interface Envelope<T> {
  data: T;
}

/** The label sets that match a selector; enough of them to complete a label from. */
export async function series(selector: string, signal?: AbortSignal): Promise<Labels[]> {
  const path = `/api/v1/series${queryString({ 'match[]': [selector], limit: 1000 })}`;
  return (await request<Envelope<Labels[]>>(path, { signal })).data;
}

interface ExemplarGroup {
  seriesLabels: Labels;
  exemplars: { labels: Labels; value: string; timestamp: number }[];
}

/** The exemplars beside the series an expression selects. `start` and `end` are Unix seconds. */
export async function exemplars(expr: string, start: number, end: number, signal?: AbortSignal): Promise<Exemplar[]> {
  const form = new URLSearchParams({ query: expr, start: String(start), end: String(end) });
  const { data } = await request<Envelope<ExemplarGroup[] | null>>('/api/v1/query_exemplars', { signal, form });
  return (data ?? []).flatMap(({ seriesLabels, exemplars: found }) =>
    found.map(({ labels, value, timestamp }) => ({ labels, seriesLabels, time: timestamp, value: Number(value) })),
  );
}

interface Selector {
  name: string;
  matchers: { name: string; value: string; type: string }[];
  /** Milliseconds. */
  offset: number;
}

/** The engine's reading of an expression, as a tree; `range` and `step` are milliseconds. */
export type ParsedNode =
  | ({ type: 'vectorSelector' } & Selector)
  | ({ type: 'matrixSelector'; range: number } & Selector)
  | {
      type: 'aggregation';
      op: string;
      expr: ParsedNode;
      param: ParsedNode | null;
      grouping: string[];
      without: boolean;
    }
  | { type: 'binaryExpr'; op: string; lhs: ParsedNode; rhs: ParsedNode; bool: boolean; matching: VectorMatching | null }
  | { type: 'call'; func: { name: string }; args: ParsedNode[] }
  | { type: 'subquery'; expr: ParsedNode; range: number; step: number; offset: number }
  | { type: 'parenExpr'; expr: ParsedNode }
  | { type: 'unaryExpr'; op: string; expr: ParsedNode }
  | { type: 'numberLiteral' | 'stringLiteral'; val: string };

export interface VectorMatching {
  card: string;
  labels: string[];
  on: boolean;
  include: string[];
}

export async function parseQuery(expr: string, signal?: AbortSignal): Promise<ParsedNode> {
  const form = new URLSearchParams({ query: expr });
  return (await request<Envelope<ParsedNode>>('/api/v1/parse_query', { signal, form })).data;
}
