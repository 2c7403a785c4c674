/** How a value is written into PromQL so that it means itself there. */
import { listOf } from './scope';
import type { Bound } from './types';

/** The quote that a place stands in; empty outside of quotes. */
export type Quote = '' | '"' | "'" | '`';

/**
 * Follows the quotes of a PromQL text. The places asked for must come in ascending order; what lies between `from`
 * and the next place is read, so that the text of a reference itself is not.
 */
export function quoteReader(text: string): (place: number, resume: number) => Quote {
  let at = 0;
  let quote: Quote = '';
  return (place, resume) => {
    for (; at < place; at++) {
      const char = text[at]!;
      if (quote === '') {
        if (char === '#') at = endOfLine(text, at);
        else if (char === '"' || char === "'" || char === '`') quote = char;
      } else if (char === '\\' && quote !== '`') at++;
      else if (char === quote) quote = '';
    }
    at = resume;
    return quote;
  };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

/**
 * One value of a variable that can have only one stands for itself. As soon as several are possible the author
 * wrote `=~`, so that values become a regular expression: `(a|b)`, with what is special in them escaped.
 */
export function forPromql({ value, multi }: Bound, quote: Quote): string {
  const values = listOf(value);
  if (!multi && values.length <= 1) return escapeIn(quote, values[0] ?? '');
  // Outside of quotes no escape is valid PromQL: there a value can only be a number, a duration or a name.
  const patterns = values.map((one) => (quote === '' ? one : escapeIn(quote, escapeRegex(one))));
  return patterns.length > 1 ? `(${patterns.join('|')})` : (patterns[0] ?? '');
}

export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function escapeIn(quote: Quote, text: string): string {
  if (quote === '' || quote === '`') return text;
  return text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`).replaceAll('\n', '\\n');
}

/** A text as a PromQL string. */
export function quoted(text: string): string {
  return `"${escapeIn('"', text)}"`;
}
