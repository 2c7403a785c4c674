import { expect, it } from 'vitest';
import { whyRefused } from './parses';

it.each([
  'up',
  'sum by (job) (rate(http_requests_total{code=~"5.."}[5m]))',
  'a{b="c",} offset 5m @ end()',
  'x and on (a) group_left (b) y',
  '{__name__=~"a.*"}',
  'histogram_quantile(0.9, sum by (le) (rate(x_bucket[1m:15s])))',
  '-1 ^ 2 > bool 3',
  'limitk(2, x) or count_values("v", y)',
])('lets %s through', (expr) => expect(whyRefused(expr)).toBeNull());

it.each([
  ['a{, b="c"}', '“, b="c"}”'],
  ['sum(rate(x[5m])', 'ends too early'],
  ['x{%(matchers)s}', '“%(matchers)s}”'],
])('says where %s is broken', (expr, where) => expect(whyRefused(expr)).toContain(where));

it.each(['{job=""}', '{job=~""}', '{job=~".*", env=~"|a"}', '{job!="a"}', 'sum(rate({job!~"a.+"}[5m]))', '{"a.b"=""}', '{}'])(
  'does not ask for every series by %s',
  (expr) => expect(whyRefused(expr)).toContain('every series'),
);

it.each(['{job="a"}', '{job=~".+"}', '{job!="", env=""}', '{job!~""}', '{job=~"a\\\\.b"}', '{"metric.name", job=""}', '{"a.b"="c"}', '{job=~"(?i)a"}'])(
  'asks for %s',
  (expr) => expect(whyRefused(expr)).toBeNull(),
);
