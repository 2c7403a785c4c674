/** The formats of `${name:format}`, as Grafana documents them. PromQL's own is in promql.ts. */
import { formatDate } from './date';
import { escapeRegex } from './promql';
import { listOf } from './scope';
import { allToken, type Bound } from './types';

export interface FormatContext {
  name: string;
  /** What follows the format's name, split at colons. */
  args: string[];
  timeZone: string;
}

type Formatter = (bound: Bound, context: FormatContext) => string;

/** Formats that also apply to what the author of a dashboard said All stands for; all others leave it as it is. */
export const formatsOfAll: ReadonlySet<string> = new Set(['text', 'queryparam', 'customqueryparam', 'percentencode']);

const formats: Readonly<Record<string, Formatter>> = {
  csv: join(','),
  raw: join(','),
  pipe: join('|'),
  join: ({ value }, { args }) => listOf(value).join(args.length === 0 ? ',' : args.join(':')),
  distributed: ({ value }, { name }) =>
    listOf(value)
      .map((one, i) => (i === 0 ? one : `${name}=${one}`))
      .join(','),
  doublequote: ({ value }) => quoteEach(value, '"', '\\"'),
  singlequote: ({ value }) => quoteEach(value, "'", "\\'"),
  sqlstring: ({ value }) => quoteEach(value, "'", "''"),
  glob: ({ value }) => {
    const values = listOf(value);
    return values.length > 1 ? `{${values.join(',')}}` : values.join('');
  },
  json: ({ value }) => (typeof value === 'string' ? value : JSON.stringify(value)),
  html: ({ value }) => listOf(value).map(escapeHtml).join(', '),
  lucene: ({ value }) => lucene(value),
  regex: ({ value }) => {
    const values = listOf(value).map(escapeRegex);
    return values.length > 1 ? `(${values.join('|')})` : values.join('');
  },
  percentencode: (bound) => encodeStrictly(valueOfAll(bound).join(',')),
  uriencode: ({ value }) => encodeURI(listOf(value).join(',')).replace(/[!'()*]/g, percent),
  queryparam: (bound, { name }) => queryParams(bound, `var-${name}`, ''),
  customqueryparam: (bound, { name, args }) => queryParams(bound, args[0] || name, args[1] ?? ''),
  text: ({ text }) => listOf(text).join(' + '),
  date: ({ value }, { args, timeZone }) =>
    listOf(value)
      .map((one) => formatDate(one, args.join(':'), timeZone))
      .join(','),
};

/** Formats a value. A format that does not exist is `glob`. */
export function format(id: string, bound: Bound, context: FormatContext): string {
  return (Object.hasOwn(formats, id) ? formats[id]! : formats.glob!)(bound, context);
}

function join(separator: string): Formatter {
  return ({ value }) => listOf(value).join(separator);
}

function quoteEach(value: string | string[], quote: string, escaped: string): string {
  return listOf(value)
    .map((one) => quote + one.replaceAll(quote, escaped) + quote)
    .join(',');
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (char) => entities[char]!);
}

function lucene(value: string | string[]): string {
  const escaped = listOf(value).map((one) => one.replace(/[!*+\-=<>\s&|()[\]{}^~?:\\/"]/g, '\\$&'));
  if (typeof value === 'string') return escaped[0]!;
  // Matches nothing, as a selection of nothing should; an empty pair of brackets would be an error.
  if (escaped.length === 0) return '__empty__';
  return `(${escaped.map((one) => `"${one}"`).join(' OR ')})`;
}

const percent = (char: string) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`;

function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, percent);
}

/** A link says that everything is selected in a word, not by listing everything. */
function queryParams({ value, all }: Bound, name: string, prefix: string): string {
  const key = encodeURIComponent(name);
  if (all) return `${key}=${allToken}`;
  return listOf(value)
    .map((one) => `${key}=${encodeURIComponent(prefix + one)}`)
    .join('&');
}

function valueOfAll({ value, all, allValue }: Bound): string[] {
  return all && allValue ? [allValue] : listOf(value);
}
