/**
 * Puts variables' values into text. What a name stands for comes from a scope, how it is written from the format in
 * the reference or, without one, from where the text goes: `promql` for queries, `text` for titles, `glob` otherwise.
 */
import { format, formatsOfAll } from './formats';
import { forPromql, quoteReader, type Quote } from './promql';
import { referencesIn, type Reference } from './references';
import { lookup } from './scope';
import type { Bound, Scope } from './types';

/** What All stands for may refer to variables in turn, but not for ever. */
const deepest = 5;

/** Names that stand for nothing in the scope stay as they are. */
export function interpolate(text: string, scope: Scope, defaultFormat = 'glob'): string {
  return replace(text, scope, defaultFormat, 0);
}

function replace(text: string, scope: Scope, defaultFormat: string, depth: number): string {
  const quoteAt = defaultFormat === 'promql' ? quoteReader(text) : () => '' as const;
  let result = '';
  let end = 0;
  for (const reference of referencesIn(text)) {
    const after = reference.start + reference.whole.length;
    const quote = quoteAt(reference.start, after);
    const value = valueOf(reference, scope, { defaultFormat, quote, depth });
    result += text.slice(end, reference.start) + (value ?? reference.whole);
    end = after;
  }
  return result + text.slice(end);
}

interface Place {
  defaultFormat: string;
  quote: Quote;
  depth: number;
}

function valueOf(reference: Reference, scope: Scope, place: Place): string | undefined {
  const bound = lookup(scope, reference.name);
  const part = bound && (reference.field === undefined ? bound : fieldOf(bound, reference.field));
  if (!part) return undefined;
  const wanted = reference.format || place.defaultFormat;
  const [id = '', ...args] = wanted.split(':');
  if (part.all && part.allValue && !formatsOfAll.has(id)) {
    return place.depth < deepest
      ? replace(part.allValue, scope, place.defaultFormat, place.depth + 1)
      : part.allValue;
  }
  if (id === 'promql') return forPromql(part, place.quote);
  return format(id, part, { name: reference.name, args, timeZone: timeZoneOf(scope) });
}

/** `${x.text}`, `${x.value}`, `${x.0}` for one of several values, and the fields of built-ins. */
function fieldOf(bound: Bound, field: string): Bound | undefined {
  if (bound.fields && Object.hasOwn(bound.fields, field)) {
    return { text: bound.fields[field]!, value: bound.fields[field]! };
  }
  if (field === 'value') return bound;
  if (field === 'text') return { text: bound.text, value: bound.text, multi: bound.multi };
  if (!/^\d+$/.test(field) || typeof bound.value === 'string') return undefined;
  const value = bound.value[Number(field)];
  return value === undefined ? undefined : { text: value, value, multi: bound.multi };
}

function timeZoneOf(scope: Scope): string {
  const value = lookup(scope, '__timezone')?.value;
  return typeof value === 'string' ? value : 'browser';
}
