import { describe, expect, it } from 'vitest';
import type { Rule, RuleGroup } from '../api/prometheus';
import { ruleRows, type RuleFilter } from './ruleRows';

const evaluated = { evaluationTime: 0, lastEvaluation: '', health: 'ok' } as const;
const alerting: Rule = {
  ...evaluated,
  type: 'alerting',
  name: 'Down',
  query: 'up == 0',
  labels: { severity: 'critical' },
  state: 'firing',
  duration: 0,
  keepFiringFor: 0,
  alerts: [],
};
const recording: Rule = { ...evaluated, type: 'recording', name: 'job:up:sum', query: 'sum by (job) (up)' };
const failing: Rule = { ...recording, name: 'bad', health: 'err', lastError: 'many-to-many matching' };

const group = (name: string, rules: Rule[]): RuleGroup => ({
  name,
  file: `${name}.yml`,
  interval: 15,
  limit: 0,
  evaluationTime: 0,
  lastEvaluation: '',
  rules,
});
const groups = [group('one', [alerting, recording]), group('two', [failing, failing])];

describe('ruleRows', () => {
  it.each<[string, RuleFilter, string[]]>([
    ['', '', ['one', 'Down', 'job:up:sum', 'two', 'bad', 'bad']],
    ['', 'failing', ['two', 'bad', 'bad']],
    ['', 'firing', ['one', 'Down']],
    ['', 'recording', ['one', 'job:up:sum', 'two', 'bad', 'bad']],
    ['severity=crit', '', ['one', 'Down']],
    ['many-to-many', '', ['two', 'bad', 'bad']],
    ['one.yml sum', '', ['one', 'job:up:sum']],
    ['nothing', '', []],
  ])('text %j and filter %j leave %j', (text, filter, names) => {
    expect(
      ruleRows(groups, text, filter).map((row) => (row.kind === 'group' ? row.group.name : row.rule.name)),
    ).toEqual(names);
  });

  it('tells rules of the same name apart', () => {
    const keys = ruleRows(groups, '', '').map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
