import { expect, it } from 'vitest';
import type { Panel, Target } from '../model/types';
import { emptyScope } from '../variables/scope';
import { asksAnything, planOf } from './plan';

const dashboardSource = { type: 'datasource', uid: '-- Dashboard --' };
const panel = (id: number, targets: Partial<Target>[], more: Partial<Panel> = {}) =>
  ({ id, type: 'timeseries', title: '', datasource: null, targets: targets.map((target, i) => ({ refId: `R${i}`, ...target })), transformations: [], ...more }) as unknown as Panel;
const plan = (shown: Panel, panels: Panel[]) =>
  planOf(shown, { context: { dashboard: { panels, templating: { list: [] } } as never, filters: [], groups: [] }, scope: emptyScope, time: { from: 0, to: 3_600_000 }, width: 600 });

it('takes what another panel asks, transformed if that is wanted', () => {
  const other = panel(1, [{ expr: 'up' }, { expr: 'down', hide: true }], { transformations: [{ id: 'reduce', options: {} }] });
  const nested = panel(9, [], { type: 'row', panels: [other] });
  const asks = (withTransforms?: boolean) => plan(panel(2, [{ panelId: 1, withTransforms }], { datasource: dashboardSource }), [nested]).borrowed;
  expect(asks(true)[0]!.plan.questions.map(({ expr }) => expr)).toEqual(['up']);
  expect([asks(true)[0]!.transformations.length, asks()[0]!.transformations.length]).toEqual([1, 0]);
});

it('mixes borrowed data with queries of its own', () => {
  const mixed = panel(2, [{ panelId: 1, datasource: dashboardSource }, { expr: 'own' }]);
  const found = plan(mixed, [panel(1, [{ expr: 'up' }])]);
  expect([found.questions.length, found.borrowed.length]).toEqual([1, 1]);
});

it('says why another panel cannot be shown', () => {
  const shows = (id: number, other: number) => panel(id, [{ panelId: other }], { datasource: dashboardSource });
  expect(plan(shows(1, 7), []).notices[0]).toMatch(/panel 7, which the dashboard does not have/);
  const circle = plan(shows(1, 2), [shows(1, 2), shows(2, 1)]);
  expect(circle.notices[0]).toMatch(/own data/);
  expect(asksAnything(circle)).toBe(false);
});
