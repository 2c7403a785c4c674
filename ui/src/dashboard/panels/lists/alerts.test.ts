import { expect, it } from 'vitest';
import type { AlertingRule } from '../../../api/prometheus';
import { alertsOf } from './alerts';

const rule = (name: string, ...states: [state: 'firing' | 'pending', at: string][]) =>
  ({ name, alerts: states.map(([state, at]) => ({ state, activeAt: at, labels: {}, annotations: {}, value: '1' })) }) as unknown as AlertingRule;
const rules = [rule('Slow', ['pending', '2026-01-02']), rule('Down', ['firing', '2026-01-01'], ['firing', '2026-01-03'])];
const names = (options: Parameters<typeof alertsOf>[1]) => alertsOf(rules, options).map(({ rule, alert }) => `${rule.name} ${alert.activeAt?.at(-1)}`);

it('puts what fires first, the newest on top', () => expect(names({})).toEqual(['Down 3', 'Down 1', 'Slow 2']));
it('filters by state and name', () => {
  expect(names({ stateFilter: { firing: false } })).toEqual(['Slow 2']);
  expect(names({ alertName: 'dow', maxItems: 1 })).toEqual(['Down 3']);
});
it('sorts by time and name', () => {
  expect(names({ sortOrder: 4 })).toEqual(['Down 1', 'Slow 2', 'Down 3']);
  expect(names({ sortOrder: 2 })[0]).toBe('Slow 2');
});
