import { expect, it } from 'vitest';
import { notPromql } from './parses';

it.each([
  'up',
  'sum by (job) (rate(http_requests_total{code=~"5.."}[5m]))',
  'a{b="c",} offset 5m @ end()',
  'x and on (a) group_left (b) y',
  '{__name__=~"a.*"}',
  'histogram_quantile(0.9, sum by (le) (rate(x_bucket[1m:15s])))',
  '-1 ^ 2 > bool 3',
  'limitk(2, x) or count_values("v", y)',
])('lets %s through', (expr) => expect(notPromql(expr)).toBeNull());

it.each([
  ['a{, b="c"}', '“, b="c"}”'],
  ['sum(rate(x[5m])', 'ends too early'],
  ['x{%(matchers)s}', '“%(matchers)s}”'],
])('says where %s is broken', (expr, where) => expect(notPromql(expr)).toContain(where));
