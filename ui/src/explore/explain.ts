import type { ParsedNode, VectorMatching } from './ask';
import { formatDuration } from './duration';

/** One part of an expression: what is written, what it does, and the parts it works on. */
export interface Explained {
  text: string;
  meaning: string;
  children: Explained[];
}

const functions: Record<string, string> = {
  rate: 'average increase per second over the range; counter resets are allowed for',
  irate: 'increase per second between the last two samples of the range',
  increase: 'how much a counter grew over the range',
  delta: 'difference between the ends of the range, for gauges',
  deriv: 'slope per second over the range, for gauges',
  avg_over_time: 'average of the samples in the range',
  min_over_time: 'smallest sample in the range',
  max_over_time: 'largest sample in the range',
  sum_over_time: 'sum of the samples in the range',
  count_over_time: 'number of samples in the range',
  last_over_time: 'most recent sample in the range',
  quantile_over_time: 'quantile of the samples in the range',
  histogram_quantile: 'value below which the given share of observations lies',
  predict_linear: 'value some seconds ahead, if the trend of the range goes on',
  absent: '1 when nothing matches, otherwise nothing',
  absent_over_time: '1 when nothing matched in the whole range, otherwise nothing',
  changes: 'how often the value changed in the range',
  resets: 'how often a counter started over in the range',
  label_replace: 'copies part of one label into another by regular expression',
  label_join: 'joins labels into a new one',
  clamp_max: 'cuts values off above a limit',
  clamp_min: 'cuts values off below a limit',
  time: 'the moment of evaluation in Unix seconds',
  timestamp: 'the time of each sample in Unix seconds',
  vector: 'a number as a series without labels',
  scalar: 'the only series as a plain number',
};

const aggregations: Record<string, string> = {
  sum: 'adds up',
  avg: 'averages',
  min: 'takes the smallest',
  max: 'takes the largest',
  count: 'counts series',
  group: 'keeps the labels with value 1',
  topk: 'keeps the series with the largest values',
  bottomk: 'keeps the series with the smallest values',
  quantile: 'takes a quantile',
  stddev: 'takes the standard deviation',
  count_values: 'counts series by value',
};

const operators: Record<string, string> = {
  '+': 'adds right to left',
  '-': 'subtracts right from left',
  '*': 'multiplies',
  '/': 'divides left by right',
  '%': 'remainder of left by right',
  '^': 'raises left to the power of right',
  and: 'keeps what is on the left and has a match on the right',
  or: 'everything on the left, and from the right what the left lacks',
  unless: 'keeps what is on the left and has no match on the right',
};

/** Says part by part what the engine will do. */
export function explainNode(node: ParsedNode): Explained {
  switch (node.type) {
    case 'vectorSelector':
      return leaf(selectorText(node), `latest sample of each matching series${shifted(node.offset)}`);
    case 'matrixSelector':
      return leaf(
        `${selectorText(node)}[${lengthOf(node.range)}]`,
        `all samples of the last ${lengthOf(node.range)}${shifted(node.offset)}`,
      );
    case 'aggregation':
      return aggregation(node);
    case 'call':
      return {
        text: `${node.func.name}()`,
        meaning: functions[node.func.name] ?? '',
        children: node.args.map(explainNode),
      };
    case 'binaryExpr':
      return binary(node);
    case 'subquery':
      return {
        text: `[${lengthOf(node.range)}:${node.step > 0 ? lengthOf(node.step) : ''}]`,
        meaning: `evaluates again and again over the last ${lengthOf(node.range)}${shifted(node.offset)}`,
        children: [explainNode(node.expr)],
      };
    case 'parenExpr':
      return explainNode(node.expr);
    case 'unaryExpr':
      return { text: node.op, meaning: 'changes the sign', children: [explainNode(node.expr)] };
    case 'numberLiteral':
      return leaf(node.val, '');
    case 'stringLiteral':
      return leaf(JSON.stringify(node.val), '');
  }
}

function leaf(text: string, meaning: string): Explained {
  return { text, meaning, children: [] };
}

function aggregation(node: Extract<ParsedNode, { type: 'aggregation' }>): Explained {
  const labels = node.grouping.join(', ');
  const clause = node.without ? ` without (${labels})` : labels ? ` by (${labels})` : '';
  const groups = node.without
    ? `for each set of labels other than ${labels || 'the name'}`
    : labels
      ? `for each ${labels}`
      : 'over everything';
  return {
    text: node.op + clause,
    meaning: `${aggregations[node.op] ?? 'aggregates'} ${groups}`,
    children: [...(node.param ? [explainNode(node.param)] : []), explainNode(node.expr)],
  };
}

function binary(node: Extract<ParsedNode, { type: 'binaryExpr' }>): Explained {
  const compared = node.bool ? '1 where it holds, 0 where it does not' : 'keeps the left where it holds';
  return {
    text: node.op + (node.bool ? ' bool' : ''),
    meaning: (operators[node.op] ?? compared) + matched(node.matching),
    children: [explainNode(node.lhs), explainNode(node.rhs)],
  };
}

function matched(matching: VectorMatching | null): string {
  if (!matching) return '';
  const labels = matching.labels.join(', ');
  if (matching.on) return labels ? `, series matched on ${labels}` : ', all series matched with one another';
  return labels ? `, series matched on all labels but ${labels}` : ', series matched on all labels';
}

function selectorText({
  name,
  matchers,
}: {
  name: string;
  matchers: { name: string; value: string; type: string }[];
}): string {
  const pairs = matchers
    .filter((m) => m.name !== '__name__' || m.value !== name)
    .map((m) => `${m.name}${m.type}${JSON.stringify(m.value)}`);
  return pairs.length > 0 ? `${name}{${pairs.join(', ')}}` : name;
}

function shifted(offset: number): string {
  if (offset === 0) return '';
  return offset > 0 ? `, ${lengthOf(offset)} earlier` : `, ${lengthOf(-offset)} later`;
}

function lengthOf(millis: number): string {
  return formatDuration(millis / 1000);
}
