import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { Unit } from '../chart';

/**
 * What an expression measures, inferred as physics does it: metric names carry base units by
 * convention (`_bytes`, `_seconds`, `_ratio`), functions and operators combine them. Whatever
 * cannot be followed is a plain number; a wrong unit would be worse than none.
 */
interface Measure {
  kind: 'quantity' | 'number' | 'ratio' | 'percent' | 'timestamp' | 'unknown';
  bytes: number;
  seconds: number;
  /** Only of a number. */
  value?: number;
}

const unknown: Measure = { kind: 'unknown', bytes: 0, seconds: 0 };
const timestamp: Measure = { kind: 'timestamp', bytes: 0, seconds: 0 };
const ratio: Measure = { kind: 'ratio', bytes: 0, seconds: 0 };
const percent: Measure = { kind: 'percent', bytes: 0, seconds: 0 };
const plain = quantity(0, 0);

/** The unit to show an expression's values in. */
export function unitOf(expr: string): Unit {
  const tree = parser.parse(expr);
  const root = tree.topNode.firstChild;
  if (!root) return 'short';
  return toUnit(measure(root, expr));
}

function toUnit({ kind, bytes, seconds }: Measure): Unit {
  if (kind === 'ratio' || kind === 'percent' || kind === 'timestamp') return kind;
  if (kind !== 'quantity') return 'short';
  if (bytes === 1 && seconds === 0) return 'bytes';
  if (bytes === 1 && seconds === -1) return 'bytesPerSecond';
  if (bytes === 0 && seconds === 1) return 'seconds';
  if (bytes === 0 && seconds === -1) return 'perSecond';
  return 'short';
}

function measure(node: SyntaxNode, expr: string): Measure {
  switch (node.name) {
    case 'VectorSelector':
      return byName(metricName(node, expr));
    case 'NumberDurationLiteral':
      return { ...plain, kind: 'number', value: Number(textOf(node, expr)) };
    case 'FunctionCall':
      return ofCall(node, expr);
    case 'AggregateExpr':
      return ofAggregation(node, expr);
    case 'BinaryExpr':
      return ofOperation(node, expr);
    case 'UnaryExpr':
      return node.lastChild ? measure(node.lastChild, expr) : unknown;
    default:
      return node.firstChild ? measure(node.firstChild, expr) : unknown;
  }
}

function byName(name: string): Measure {
  // Counts of observations, in a histogram's parts; what was observed is another matter.
  if (/_(count|bucket)$/.test(name)) return plain;
  const isCounter = name.endsWith('_total');
  const isSum = name.endsWith('_sum');
  const base = name.replace(/_(total|sum)$/, '');
  if (/_(time|timestamp)_seconds$/.test(base) && !isCounter) return timestamp;
  if (base.endsWith('_bytes')) return quantity(1, 0);
  if (base.endsWith('_seconds')) return quantity(0, 1);
  if (base.endsWith('_ratio')) return ratio;
  if (base.endsWith('_percent')) return percent;
  // The sum of a histogram is in the histogram's unit, and the name did not say which.
  return isSum ? unknown : plain;
}

const perSecondFunctions = new Set(['rate', 'irate', 'deriv']);
const countingFunctions = new Set([
  'count_over_time',
  'present_over_time',
  'absent',
  'absent_over_time',
  'changes',
  'resets',
  'histogram_count',
]);
const keepingFunctions = new Set([
  ...[
    'increase',
    'delta',
    'idelta',
    'abs',
    'ceil',
    'floor',
    'round',
    'clamp',
    'clamp_min',
    'clamp_max',
    'scalar',
    'vector',
  ],
  ...[
    'sort',
    'sort_desc',
    'sort_by_label',
    'sort_by_label_desc',
    'label_replace',
    'label_join',
    'predict_linear',
    'info',
  ],
  ...['avg_over_time', 'min_over_time', 'max_over_time', 'sum_over_time', 'last_over_time', 'first_over_time'],
  ...['quantile_over_time', 'stddev_over_time', 'mad_over_time', 'holt_winters', 'double_exponential_smoothing'],
]);
const histogramFunctions = new Set(['histogram_quantile', 'histogram_avg', 'histogram_sum', 'histogram_stddev']);

function ofCall(node: SyntaxNode, expr: string): Measure {
  const name = node.firstChild ? textOf(node.firstChild, expr) : '';
  if (name === 'time' || name === 'timestamp') return timestamp;
  if (countingFunctions.has(name)) return plain;
  const args = argumentsOf(node).map((arg) => measure(arg, expr));
  const subject = args.find((m) => m.kind !== 'number') ?? args[0] ?? unknown;
  if (perSecondFunctions.has(name)) return divide(subject, quantity(0, 1));
  // A quantile of a rate of buckets is in the unit of what was observed, not per second.
  if (histogramFunctions.has(name)) return observed(node, expr);
  return keepingFunctions.has(name) ? subject : unknown;
}

function observed(node: SyntaxNode, expr: string): Measure {
  let found: Measure = unknown;
  node.cursor().iterate((cursor) => {
    if (cursor.name !== 'VectorSelector') return true;
    found = byName(metricName(cursor.node, expr).replace(/_bucket$/, ''));
    return false;
  });
  return found;
}

function ofAggregation(node: SyntaxNode, expr: string): Measure {
  const operator = node.firstChild ? textOf(node.firstChild, expr) : '';
  if (/^(count|count_values|group)$/i.test(operator)) return plain;
  if (/^stdvar$/i.test(operator)) return unknown;
  const subject = argumentsOf(node).at(-1);
  return subject ? measure(subject, expr) : unknown;
}

function ofOperation(node: SyntaxNode, expr: string): Measure {
  const [first, last] = [node.firstChild, node.lastChild];
  if (!first || !last) return unknown;
  const [left, right] = [measure(first, expr), measure(last, expr)];
  switch (first.nextSibling?.name) {
    case 'Mul':
      return multiply(left, right);
    case 'Div':
      return divide(left, right);
    case 'Add':
    case 'Sub':
      return add(left, right, first.nextSibling.name === 'Sub');
    case 'Pow':
    case 'Atan2':
      return unknown;
    default:
      return node.getChild('BoolModifier') ? plain : left;
  }
}

function add(left: Measure, right: Measure, subtract: boolean): Measure {
  if (subtract && left.kind === 'timestamp' && right.kind === 'timestamp') return quantity(0, 1);
  return left.kind === 'number' ? right : left;
}

function multiply(left: Measure, right: Measure): Measure {
  if (left.kind === 'number') return scale(right, left.value);
  if (right.kind === 'number') return scale(left, right.value);
  if (left.kind === 'ratio') return right;
  if (right.kind === 'ratio') return left;
  return combine(left, right, 1);
}

function divide(left: Measure, right: Measure): Measure {
  if (left.kind === 'number' && right.kind === 'number') return left;
  if (right.kind === 'number')
    return left.kind === 'ratio' ? left : scale(left, right.value === undefined ? undefined : 1 / right.value);
  const result = combine(left, right, -1);
  // Seconds per second, bytes of bytes, requests of requests: a share.
  const cancelled = result.kind === 'quantity' && result.bytes === 0 && result.seconds === 0;
  return cancelled ? ratio : result;
}

/** A factor makes another unit of bytes or seconds, and only between ratio and percent is it known which. */
function scale(m: Measure, factor: number | undefined): Measure {
  if (m.kind === 'ratio' && factor === 100) return percent;
  if (m.kind === 'percent' && factor === 0.01) return ratio;
  if (factor === 1 || m.kind === 'number') return m;
  return m.kind === 'quantity' && m.bytes === 0 && m.seconds <= 0 ? m : unknown;
}

function combine(left: Measure, right: Measure, sign: 1 | -1): Measure {
  const hasBase = ({ kind }: Measure) => kind === 'quantity' || kind === 'ratio';
  if (!hasBase(left) || !hasBase(right)) return unknown;
  return quantity(left.bytes + sign * right.bytes, left.seconds + sign * right.seconds);
}

function quantity(bytes: number, seconds: number): Measure {
  return { kind: 'quantity', bytes, seconds };
}

function argumentsOf(call: SyntaxNode): SyntaxNode[] {
  const body = call.getChild('FunctionCallBody');
  const args: SyntaxNode[] = [];
  for (let child = body?.firstChild ?? null; child; child = child.nextSibling) args.push(child);
  return args;
}

function metricName(selector: SyntaxNode, expr: string): string {
  const identifier = selector.getChild('Identifier');
  if (identifier) return textOf(identifier, expr);
  return /__name__\s*=\s*["']([^"']*)["']/.exec(textOf(selector, expr))?.[1] ?? '';
}

function textOf({ from, to }: { from: number; to: number }, expr: string): string {
  return expr.slice(from, to);
}
