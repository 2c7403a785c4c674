import { describe, expect, it } from 'vitest';
import { whyRefused } from './parses';
import { withGroups } from './groupby';

describe('grouping that is chosen at the page', () => {
  const cases: [string, string, string][] = [
    ['an aggregation without groups', 'sum(rate(x[5m]))', 'sum by (job, zone) (rate(x[5m]))'],
    ['one with groups, each once', 'sum by (job) (x)', 'sum by (job, zone) (x)'],
    ['groups that stand at the end', 'sum(x) by (a)', 'sum(x) by (a, job, zone)'],
    ['no groups at all, written out', 'sum by () (x)', 'sum by (job, zone) (x)'],
    ['inner aggregations too', 'max(sum by (a) (x)) / avg(y)', 'max by (job, zone) (sum by (a, job, zone) (x)) / avg by (job, zone) (y)'],
    ['not what keeps its labels', 'sum without (a) (x)', 'sum without (a) (x)'],
    ['not what picks', 'topk(5, sum(x))', 'topk(5, sum by (job, zone) (x))'],
    ['not what adds nothing up', 'rate(x[5m])', 'rate(x[5m])'],
  ];
  it.each(cases)('changes %s', (_, expr, wanted) => {
    expect(withGroups(expr, ['job', 'zone']).replace(/ +/g, ' ')).toBe(wanted);
    expect(whyRefused(wanted)).toBeFalsy();
  });
  it('changes nothing when nothing is chosen, and quotes what is no plain name', () => {
    expect(withGroups('sum(x)', [])).toBe('sum(x)');
    expect(withGroups('sum by (a) (x)', ['k8s.pod'])).toBe('sum by (a, "k8s.pod") (x)');
  });
});
