/** From entries to options: a regular expression filters them and cuts parts out, then they are sorted. */
import type { Option } from './types';

/** Longer entries are compared by their beginning: no name is longer, and some expressions take for ever on them. */
const mostCompared = 4096;

export interface OptionRules {
  regex?: string | null;
  regexApplyTo?: 'value' | 'text';
  sort?: number;
}

/** After this long, in milliseconds, an expression is given up: the page stands still while it is compared. */
const longest = 500;

export function optionsFrom(
  entries: readonly Option[],
  { regex, regexApplyTo = 'value', sort = 0 }: OptionRules,
  now = () => performance.now(),
): Option[] {
  const expression = compileRegex(regex ?? '');
  if (!expression) return sorted(uniqueByValue(entries), sort);
  const end = now() + longest;
  const cut = entries.flatMap((entry) => {
    if (now() > end) throw new Error(`“${regex}” takes too long on so many entries: make it simpler, or the query narrower`);
    return apply(expression, entry, regexApplyTo);
  });
  return sorted(uniqueByValue(cut), sort);
}

/** `/expression/flags`, or an expression that must match the whole entry. Null when there is none. */
export function compileRegex(text: string): RegExp | null {
  if (text === '') return null;
  const slashed = /^\/([\s\S]*)\/([dgimsuvy]*)$/.exec(text);
  try {
    return slashed ? new RegExp(slashed[1]!, slashed[2]) : new RegExp(`^${text}$`);
  } catch (cause) {
    throw new Error(`“${text}” is no regular expression: ${(cause as Error).message}`);
  }
}

/** Named groups give text and value, an unnamed group gives both; without groups what matches stays as it is. */
function apply(expression: RegExp, entry: Option, applyTo: 'value' | 'text'): Option[] {
  const matches = matchesOf(expression, entry[applyTo].slice(0, mostCompared));
  if (matches.length === 0) return [];
  const value = groupOf(matches, 'value');
  const text = groupOf(matches, 'text');
  if (value !== undefined || text !== undefined) return [{ text: (text ?? value)!, value: (value ?? text)! }];
  const captured = matches.flatMap((match) => (match.length > 1 && match[1] !== undefined ? [match[1]] : []));
  if (matches.some((match) => match.length > 1)) return captured.map((part) => ({ text: part, value: part }));
  return [entry];
}

function matchesOf(expression: RegExp, text: string): RegExpMatchArray[] {
  if (expression.global) return [...text.matchAll(expression)];
  const match = text.match(expression);
  return match ? [match] : [];
}

function groupOf(matches: RegExpMatchArray[], name: string): string | undefined {
  return matches.find((match) => match.groups?.[name] !== undefined)?.groups?.[name];
}

function uniqueByValue(options: readonly Option[]): Option[] {
  const seen = new Map<string, Option>();
  for (const option of options) if (!seen.has(option.value)) seen.set(option.value, option);
  return [...seen.values()];
}

const byCode = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const natural = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Pairs of ascending and descending, from 1 on. */
const orders: ((a: string, b: string) => number)[] = [
  byCode,
  (a, b) => numberIn(a) - numberIn(b),
  (a, b) => byCode(a.toLowerCase(), b.toLowerCase()),
  (a, b) => natural.compare(a, b),
];

function sorted(options: Option[], sort: number): Option[] {
  const order = orders[Math.ceil(sort / 2) - 1];
  if (!order) return options;
  const direction = sort % 2 === 1 ? 1 : -1;
  return options.toSorted((a, b) => direction * order(a.text, b.text));
}

/** The first number in a text; texts without one come before all others. */
function numberIn(text: string): number {
  const digits = /\d+/.exec(text)?.[0];
  return digits === undefined ? -1 : Number(digits);
}
