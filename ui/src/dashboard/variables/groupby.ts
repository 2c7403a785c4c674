/** Grouping by labels that whoever looks at a dashboard chooses: added to the aggregations of its queries. */
import { parser } from '@prometheus-io/lezer-promql';
import type { SyntaxNode } from '@lezer/common';
import { quoted } from './promql';

/** These pick from what they are given instead of adding it up: grouped, they would pick from each group. */
const picking: ReadonlySet<string> = new Set(['topk', 'bottomk', 'limitk', 'limit_ratio', 'count_values']);

/**
 * Adds labels to the groups of every aggregation, of the inner ones too, or there would be nothing left to group by.
 * What says `without` keeps them anyway.
 */
export function withGroups(expr: string, labels: readonly string[]): string {
  if (labels.length === 0) return expr;
  const edits: { at: number; text: string }[] = [];
  parser.parse(expr).iterate({
    enter: ({ name, node }) => {
      const edit = name === 'AggregateExpr' ? editOf(node, expr, labels) : undefined;
      if (edit) edits.push(edit);
    },
  });
  // From the end, so that places before an edit stay where they are.
  edits.sort((a, b) => b.at - a.at);
  return edits.reduce((text, { at, text: added }) => text.slice(0, at) + added + text.slice(at), expr);
}

function editOf(aggregation: SyntaxNode, expr: string, labels: readonly string[]): { at: number; text: string } | undefined {
  const op = aggregation.getChild('AggregateOp');
  if (!op || picking.has(expr.slice(op.from, op.to).toLowerCase())) return undefined;
  const modifier = aggregation.getChild('AggregateModifier');
  if (!modifier) return { at: op.to, text: ` by (${labels.map(written).join(', ')}) ` };
  const list = modifier.getChild('GroupingLabels');
  if (!modifier.getChild('By') || !list) return undefined;
  const there = new Set(list.getChildren('LabelName').map(({ from, to }) => expr.slice(from, to)));
  const missing = labels.map(written).filter((label) => !there.has(label));
  if (missing.length === 0) return undefined;
  return { at: list.to - 1, text: (there.size > 0 ? ', ' : '') + missing.join(', ') };
}

const written = (label: string) => (/^[a-zA-Z_]\w*$/.test(label) ? label : quoted(label));
