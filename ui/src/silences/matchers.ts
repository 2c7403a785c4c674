/**
 * Label matchers in the text form that Alertmanager's own tools use: `name="value"`, with
 * `=`, `!=`, `=~` and `!~`. Values may stand without quotes when they have nothing special in them.
 */
import type { Matcher } from '../api/alertmanager';
import type { Labels } from '../api/prometheus';

export type Operator = '=' | '!=' | '=~' | '!~';
export const operators: Operator[] = ['=', '!=', '=~', '!~'];

export function operatorOf({ isRegex, isEqual }: Pick<Matcher, 'isRegex' | 'isEqual'>): Operator {
  if (isRegex) return isEqual ? '=~' : '!~';
  return isEqual ? '=' : '!=';
}

export function withOperator(matcher: Matcher, operator: Operator): Matcher {
  return { ...matcher, isEqual: operator.startsWith('='), isRegex: operator.endsWith('~') };
}

const plainName = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

export function formatMatcher(matcher: Matcher): string {
  const name = plainName.test(matcher.name) ? matcher.name : quote(matcher.name);
  return `${name}${operatorOf(matcher)}${quote(matcher.value)}`;
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}

function unquote(text: string): string {
  return text.replace(/\\(.)/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

/** One matcher, or why the text is none. */
export function parseMatcher(text: string): Matcher | { error: string } {
  const parts = /^\s*(?:"((?:[^"\\]|\\.)*)"|([^\s"=!~{},]+))\s*(=~|!~|!=|=)\s*([\s\S]*?)\s*$/.exec(text);
  if (!parts) return { error: `“${text.trim()}” is no matcher: write name="value" or name=~"regex"` };
  const [, quotedName, bareName, operator, rawValue] = parts;
  const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(rawValue!);
  if (!quoted && /["{},]/.test(rawValue!)) {
    return { error: `the value in “${text.trim()}” needs quotes: name="value"` };
  }
  const matcher = {
    name: quotedName !== undefined ? unquote(quotedName) : bareName!,
    value: quoted ? unquote(quoted[1]!) : rawValue!,
    isRegex: false,
    isEqual: true,
  };
  return withOperator(matcher, operator as Operator);
}

/** Several matchers as pasted from elsewhere: `{a="b", c=~"d|e"}`, braces optional. */
export function parseMatchers(text: string): Matcher[] | { error: string } {
  const inner = text.trim().replace(/^\{([\s\S]*)\}$/, '$1');
  const matchers: Matcher[] = [];
  for (const piece of splitOutsideQuotes(inner)) {
    const matcher = parseMatcher(piece);
    if ('error' in matcher) return matcher;
    matchers.push(matcher);
  }
  return matchers;
}

function splitOutsideQuotes(text: string): string[] {
  const pieces = text.match(/(?:"(?:[^"\\]|\\.)*"|[^,"]|")+/g) ?? [];
  return pieces.filter((piece) => piece.trim() !== '');
}

/** What is wrong with one matcher while it is edited; null when nothing is. */
export function matcherProblem({ name, value, isRegex }: Matcher): string | null {
  if (name.trim() === '') return 'Give the name of a label';
  if (!isRegex || compile(value) !== null || re2Only.test(value)) return null;
  return 'This is not a valid regular expression';
}

/** Syntax that the server's RE2 knows and a browser may not: only the server can judge it. */
const re2Only = /\(\?[imsUP-]|\[\[:|\\[pPzAQEC]/;

function compile(value: string): RegExp | null {
  try {
    return new RegExp(`^(?:${value})$`);
  } catch {
    return null;
  }
}

/** Alertmanager refuses a silence that could match everything: one matcher must not match an empty value. */
export function matchersProblem(matchers: Matcher[]): string | null {
  if (matchers.length === 0) return 'Add at least one matcher';
  if (matchers.some((matcher) => matcherProblem(matcher) !== null)) return 'Mend the marked matchers';
  if (matchers.every(matchesEmpty)) {
    return 'Every matcher also matches alerts without the label; give one a value so that not everything is silenced';
  }
  return null;
}

function matchesEmpty(matcher: Matcher): boolean {
  return matchesLabels(matcher, {});
}

/**
 * Whether the labels satisfy the matcher; an absent label counts as empty, as in Prometheus.
 * An expression that only the server understands satisfies nothing here.
 */
export function matchesLabels({ name, value, isRegex, isEqual }: Matcher, labels: Labels): boolean {
  const actual = labels[name] ?? '';
  if (!isRegex) return (actual === value) === isEqual;
  const expression = compile(value);
  return expression !== null && expression.test(actual) === isEqual;
}
