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

/** What a text may grow to. A short one that names a long value a thousand times would freeze the page. The server's bound. */
const longest = 1 << 20;

/**
 * Names that stand for nothing in the scope stay as they are. So does a text that would grow beyond all bounds, as a
 * whole: a part of it could mean something else.
 */
export function interpolate(text: string, scope: Scope, defaultFormat = 'glob'): string {
  const room = { left: Math.max(longest, text.length) };
  const replaced = replace(text, scope, { defaultFormat, depth: 0, room, written: new Map() });
  return room.left >= 0 ? replaced : text;
}

interface Surroundings {
  defaultFormat: string;
  depth: number;
  /** How much may still be written; below 0 there was too much. */
  room: { left: number };
  /** What All was found to stand for, by depth and name: it may name itself so often that even nothing takes minutes. */
  written: Map<string, string>;
}

function replace(text: string, scope: Scope, around: Surroundings): string {
  const quoteAt = around.defaultFormat === 'promql' ? quoteReader(text) : () => '' as const;
  let result = '';
  let end = 0;
  for (const reference of referencesIn(text)) {
    if (around.room.left < 0) return '';
    const after = reference.start + reference.whole.length;
    const value = valueOf(reference, scope, { ...around, quote: quoteAt(reference.start, after) });
    around.room.left -= value?.length ?? 0;
    result += text.slice(end, reference.start) + (value ?? reference.whole);
    end = after;
  }
  return result + text.slice(end);
}

interface Place extends Surroundings {
  quote: Quote;
}

function valueOf(reference: Reference, scope: Scope, place: Place): string | undefined {
  const bound = lookup(scope, reference.name);
  const part = bound && (reference.field === undefined ? bound : fieldOf(bound, reference.field));
  if (!part) return undefined;
  const wanted = reference.format || place.defaultFormat;
  const [id = '', ...args] = wanted.split(':');
  if (part.all && part.allValue && !formatsOfAll.has(id)) {
    return place.depth < deepest ? allOf(reference.name, part.allValue, scope, place) : part.allValue;
  }
  if (id === 'promql') return forPromql(part, place.quote);
  return format(id, part, { name: reference.name, args, timeZone: timeZoneOf(scope) });
}

function allOf(name: string, allValue: string, scope: Scope, place: Place): string {
  const depth = place.depth + 1;
  const key = `${depth} ${name}`;
  const known = place.written.get(key);
  if (known !== undefined) return known;
  const value = replace(allValue, scope, { ...place, depth });
  place.written.set(key, value);
  return value;
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
