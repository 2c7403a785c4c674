/**
 * Why a query need not be sent. The server would say so too; but a dashboard asks again with every refresh, and each
 * refused request is an error in the browser's log.
 */
import type { SyntaxNode, Tree } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';

/** Null where nothing speaks against asking. */
export function whyRefused(expr: string): string | null {
  const tree = parser.parse(expr);
  return notPromql(expr, tree) ?? selectsEverything(expr, tree);
}

function notPromql(expr: string, tree: Tree): string | null {
  let at = -1;
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError && at < 0) at = from;
      return at < 0;
    },
  });
  if (at < 0) return null;
  const rest = expr.slice(at, at + 20);
  return rest === '' ? 'The query ends too early to be PromQL.' : `The query is not PromQL from “${rest}” on.`;
}

/** As when a variable that it depends on has no value yet. */
function selectsEverything(expr: string, tree: Tree): string | null {
  let found: string | null = null;
  tree.iterate({
    enter: ({ name, node, from, to }) => {
      if (name !== 'VectorSelector' || found !== null || isSelective(expr, node)) return;
      found = `The query would select every series: nothing in “${expr.slice(from, to)}” has a value.`;
    },
  });
  return found;
}

function isSelective(expr: string, selector: SyntaxNode): boolean {
  if (selector.getChild('Identifier')) return true;
  const matchers = selector.getChild('LabelMatchers');
  if (!matchers) return true;
  return matchers.getChildren('QuotedLabelName').length > 0 || labelMatchers(matchers).some((matcher) => !matchesEmpty(expr, matcher));
}

const labelMatchers = (matchers: SyntaxNode) => [...matchers.getChildren('UnquotedLabelMatcher'), ...matchers.getChildren('QuotedLabelMatcher')];

function matchesEmpty(expr: string, matcher: SyntaxNode): boolean {
  const literal = matcher.getChild('StringLiteral')!;
  const value = expr.slice(literal.from + 1, literal.to - 1);
  const operator = matcher.getChild('MatchOp')!.firstChild!.name;
  switch (operator) {
    case 'EqlSingle':
      return value === '';
    case 'Neq':
      return value !== '';
    default:
      return regexMatchesEmpty(value.replaceAll('\\\\', '\\')) === (operator === 'EqlRegex');
  }
}

/** What JavaScript cannot read is taken to match something: the server knows better. */
function regexMatchesEmpty(pattern: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`).test('');
  } catch {
    return false;
  }
}
