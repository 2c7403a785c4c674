import type { Panel, Target, Transformation } from '../model/types';
import type { DashboardContext } from '../page/context';
import type { PanelTime } from '../panels/contract';
import { withFilters } from '../variables/adhoc';
import { intervalBuiltins } from '../variables/builtins';
import { withGroups } from '../variables/groupby';
import { interpolate } from '../variables/interpolate';
import { intervalsOf } from '../variables/interval';
import { within } from '../variables/scope';
import type { Scope } from '../variables/types';
import { askedTargets, type Question } from './ask';
import { sourceOf } from './source';

/** What a panel is going to ask, with everything filled in. */
export interface Plan {
  questions: Question[];
  /** What other panels ask whose data this one shows. */
  borrowed: Borrowed[];
  notices: string[];
  /** Equal keys ask for the same. */
  key: unknown[];
  /** The panel's scope with `__interval` and its kin. */
  scope: Scope;
}

export interface Borrowed {
  plan: Plan;
  /** Those of the other panel, if its data is wanted transformed. */
  transformations: Transformation[];
}

/** What of the page and of the panel's place decides the questions. */
export interface Place {
  context: Pick<DashboardContext, 'dashboard' | 'filters' | 'groups'>;
  scope: Scope;
  time: PanelTime;
  /** CSS pixels: a panel asks for about one point for each. */
  width: number;
}

export function planOf(panel: Panel, place: Place, behind: readonly number[] = []): Plan {
  const notices = new Set<string>();
  const borrowed: Borrowed[] = [];
  const targets = askedTargets(panel).filter((target) => {
    const source = sourceOf(target, panel.datasource, place.context.dashboard.templating.list);
    if (source.kind === 'none') notices.add(source.why);
    if (source.kind === 'panel') {
      const found = borrow(source.panelId, target, place, [...behind, panel.id]);
      if (typeof found === 'string') notices.add(found);
      else borrowed.push(found);
    }
    return source.kind === 'metrics' && Boolean(target.expr);
  });
  const questions = targets.flatMap((target) => questionsOf(target, panel, place));
  const asked = questions.map(({ target, expr, step, instant }) => [target.refId, target.format, expr, step, instant, target.legendFormat]);
  return {
    questions,
    borrowed,
    notices: [...notices, ...borrowed.flatMap(({ plan }) => plan.notices)],
    key: [panel.id, place.time.from, place.time.to, asked, panel.transformations, ...borrowed.map(({ plan, transformations }) => [plan.key, transformations.length])],
    scope: stepOf(panel, undefined, place).scope,
  };
}

/** Whether there is anything to ask. */
export const asksAnything = ({ questions, borrowed }: Plan): boolean => questions.length > 0 || borrowed.some(({ plan }) => asksAnything(plan));

/** What another panel asks, or why it cannot be taken. */
function borrow(panelId: number, target: Target, place: Place, behind: readonly number[]): Borrowed | string {
  const panel = place.context.dashboard.panels.flatMap((one) => [one, ...(one.panels ?? [])]).find(({ id }) => id === panelId);
  if (!panel) return `This shows the data of the panel ${panelId}, which the dashboard does not have.`;
  if (behind.includes(panelId)) return 'This panel shows its own data: of panels that show each other, one needs a query.';
  const plan = planOf(panel, place, behind);
  return { plan, transformations: target.withTransforms === true ? panel.transformations : [] };
}

/** A query may ask for a range, for the present moment, or for both. */
function questionsOf(target: Target, panel: Panel, place: Place): Question[] {
  const { stepMs, scope } = stepOf(panel, target, place);
  const question = {
    target,
    expr: withGroups(withFilters(interpolate(target.expr!, scope, 'promql'), place.context.filters), place.context.groups),
    step: stepMs / 1000,
    legend: (text: string) => interpolate(text, scope, 'text'),
  };
  const instant = target.instant === true;
  const range = target.range === true || !instant;
  return [...(range ? [{ ...question, instant: false }] : []), ...(instant ? [{ ...question, instant: true }] : [])];
}

function stepOf(panel: Panel, target: Target | undefined, { scope, time, width }: Place) {
  const intervals = intervalsOf({
    range: { start: time.from, end: time.to },
    maxDataPoints: panel.maxDataPoints ?? Math.max(1, Math.floor(width)),
    panelInterval: panel.interval && interpolate(panel.interval, scope),
    queryInterval: target?.interval && interpolate(target.interval, scope),
    intervalFactor: target?.intervalFactor,
  });
  return { stepMs: intervals.stepMs, scope: within(scope, intervalBuiltins(intervals)) };
}
