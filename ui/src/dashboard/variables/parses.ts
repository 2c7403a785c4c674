import { parser } from '@prometheus-io/lezer-promql';

/**
 * Why a text is not PromQL, or null if it is. The server would say so too; but a broken dashboard asks again with every
 * refresh, and each refused request is an error in the browser's log.
 */
export function notPromql(expr: string): string | null {
  let at = -1;
  parser.parse(expr).iterate({
    enter: ({ type, from }) => {
      if (type.isError && at < 0) at = from;
      return at < 0;
    },
  });
  if (at < 0) return null;
  const rest = expr.slice(at, at + 20);
  return rest === '' ? 'The query ends too early to be PromQL.' : `The query is not PromQL from “${rest}” on.`;
}
