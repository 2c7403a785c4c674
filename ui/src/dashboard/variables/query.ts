/** What a query variable asks, read from the text that Grafana's editors write. */
import { quoted } from './promql';

export type VariableQuery =
  | { kind: 'label-names'; match: string | null }
  | { kind: 'label-values'; label: string; match: string | null }
  | { kind: 'metrics'; match: string | null }
  | { kind: 'result'; expr: string }
  | { kind: 'series'; match: string };

export class QueryProblem extends Error {}

/** The text of a query: itself, or a field of the object that newer editors save. */
export function queryText(query: unknown): string {
  if (typeof query === 'string') return query;
  if (typeof query !== 'object' || query === null) return '';
  const { query: text, expr } = query as Record<string, unknown>;
  return [text, expr].find((one): one is string => typeof one === 'string') ?? '';
}

/** Reads a query whose variables have their values already. */
export function parseQuery(text: string): VariableQuery {
  const trimmed = text.trim();
  if (trimmed === '') throw new QueryProblem('the variable has no query: write label_values(metric, label)');
  const call = /^(label_names|label_values|metrics|query_result)\s*\(([\s\S]*)\)$/.exec(trimmed);
  if (!call) return { kind: 'series', match: trimmed };
  const inner = call[2]!.trim();
  switch (call[1]) {
    case 'label_names':
      return { kind: 'label-names', match: inner === '' ? null : selectorOf(inner) };
    case 'label_values':
      return labelValues(inner);
    case 'metrics':
      return { kind: 'metrics', match: inner === '' ? null : namedLike(inner) };
    default:
      if (inner === '') throw new QueryProblem('query_result() needs an expression: query_result(up == 0)');
      return { kind: 'result', expr: inner };
  }
}

/** `label` alone, or everything up to the last comma outside of braces and quotes and then the label. */
function labelValues(inner: string): VariableQuery {
  const comma = lastComma(inner);
  const label = unquote(inner.slice(comma + 1).trim());
  const match = comma === -1 ? '' : inner.slice(0, comma).trim();
  if (label === '' || /[{}()]/.test(label)) {
    throw new QueryProblem(`“label_values(${inner})” names no label: write label_values(metric, label)`);
  }
  return { kind: 'label-values', label, match: match === '' ? null : match };
}

function lastComma(text: string): number {
  let last = -1;
  let depth = 0;
  // A quoted string is one piece, whatever it holds.
  for (const { 0: piece, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`|[{}()[\],]/g)) {
    if ('{(['.includes(piece)) depth++;
    else if ('})]'.includes(piece)) depth--;
    else if (piece === ',' && depth === 0) last = index;
  }
  return last;
}

function unquote(text: string): string {
  return /^(["'`])([\s\S]*)\1$/.exec(text)?.[2] ?? text;
}

/** What stands in `label_names()` is a selector, or a regular expression for the names of metrics. */
function selectorOf(text: string): string {
  return text.includes('{') ? text : namedLike(text);
}

/** Grafana looks for the expression anywhere in the name, Prometheus compares it with the whole name. */
function namedLike(expression: string): string {
  return `{__name__=~${quoted(`.*(?:${unquote(expression)}).*`)}}`;
}
