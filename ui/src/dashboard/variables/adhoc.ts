/** Adhoc filters: as a URL writes them, as matchers, and added to every selector of a query. */
import { parser } from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common';
import { escapeRegex, quoted } from './promql';
import type { Filter } from './types';

export const filterOperators = ['=', '!=', '=~', '!~', '=|', '!=|'] as const;

/** `key|operator|value`, with what would be mistaken for a separator written in words, as Grafana's links do. */
export function filterToUrl({ key, operator, value, values }: Filter): string {
  return [key, operator, ...(isOneOf(operator) ? (values ?? [value]) : [value])].map(escapePart).join('|');
}

/** Null for what is no filter. */
export function filterFromUrl(text: string): Filter | null {
  const [key = '', operator = '', ...values] = splitParts(text).map(unescapePart);
  if (key === '' || !(filterOperators as readonly string[]).includes(operator)) return null;
  return isOneOf(operator) ? { key, operator, value: values[0] ?? '', values } : { key, operator, value: values[0] ?? '' };
}

const isOneOf = (operator: string) => operator.endsWith('|');
const escapePart = (part: string) => part.replaceAll('|', '__gfp__').replaceAll(',', '__gfc__').replaceAll('#', '__gfh__');
const unescapePart = (part: string) =>
  part.replaceAll('__gfp__', '|').replaceAll('__gfc__', ',').replaceAll('__gfh__', '#');

/** The operators `=|` and `!=|` end in a separator themselves. */
function splitParts(text: string): string[] {
  const oneOf = /^([^|]*)\|(!?=\|)\|([\s\S]*)$/.exec(text);
  if (oneOf) return [oneOf[1]!, oneOf[2]!, ...oneOf[3]!.split('|')];
  // In links the operator may be escaped like any other part.
  const [key = '', operator = '', ...rest] = text.split('|');
  return [key, operator, ...(isOneOf(unescapePart(operator)) ? rest : [rest.join('|')])];
}

/** Filters that are not finished filter nothing. */
export function usableFilters(filters: readonly Filter[]): Filter[] {
  return filters.filter(({ key, value, values }) => key !== '' && (value !== '' || values?.some((one) => one !== '')));
}

/** `job="x",instance=~"a|b"`: what stands between the braces of a selector. */
export function matchersText(filters: readonly Filter[]): string {
  return usableFilters(filters).map(matcherText).join(',');
}

function matcherText({ key, operator, value, values }: Filter): string {
  const label = /^[a-zA-Z_]\w*$/.test(key) ? key : quoted(key);
  if (!isOneOf(operator)) return `${label}${operator}${quoted(value)}`;
  const either = (values ?? [value]).map(escapeRegex).join('|');
  return `${label}${operator === '=|' ? '=~' : '!~'}${quoted(either)}`;
}

/** Adds the filters to every selector of an expression whose variables have their values already. */
export function withFilters(expr: string, filters: readonly Filter[]): string {
  const matchers = matchersText(filters);
  if (matchers === '') return expr;
  const edits: { at: number; text: string }[] = [];
  parser.parse(expr).iterate({
    enter: (node) => {
      if (node.name === 'VectorSelector') edits.push(editOf(node.node, expr, matchers));
    },
  });
  // From the end, so that places before an edit stay where they are.
  return edits.reverse().reduce((text, { at, text: added }) => text.slice(0, at) + added + text.slice(at), expr);
}

function editOf(selector: SyntaxNode, expr: string, matchers: string): { at: number; text: string } {
  const braces = selector.getChild('LabelMatchers');
  if (!braces) return { at: selector.to, text: `{${matchers}}` };
  const open = expr.slice(braces.from, braces.to).indexOf('{') + braces.from + 1;
  return { at: open, text: braces.firstChild ? `${matchers},` : matchers };
}
