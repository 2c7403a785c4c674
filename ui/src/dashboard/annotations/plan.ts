/** What the annotations of a dashboard ask, with variables filled in. */
import type { Labels } from '../../api/prometheus';
import { sourceOf } from '../data/source';
import type { Annotation, Dashboard, Target } from '../model/types';
import type { PanelTime } from '../panels/contract';
import { withFilters } from '../variables/adhoc';
import { intervalBuiltins } from '../variables/builtins';
import { interpolate } from '../variables/interpolate';
import { intervalsOf } from '../variables/interval';
import { parseQuery, queryText } from '../variables/query';
import type { Resolved } from '../variables/resolved';
import { listOf, lookup, within } from '../variables/scope';
import { allToken, type Filter, type Scope } from '../variables/types';
import type { Moments } from './marks';

/** Its moments are multiples of the step, so that a refresh asks for the same ones again. */
export interface AnnotationPlan extends Moments {
  annotation: Annotation;
  /** Lookout's own alerts, not a query of the dashboard's author. */
  alerts: boolean;
  expr: string;
  scope: Scope;
  /** Why it asks nothing. */
  why?: string;
}

const builtIn: Annotation = { name: 'Annotations & Alerts', enable: false, builtIn: 1 };

/** Grafana has its built-in entry on every dashboard; where an author left it out, it is there to be switched on. */
export function annotationsOf({ annotations }: Dashboard): Annotation[] {
  return annotations.list.some(isBuiltIn) ? annotations.list : [builtIn, ...annotations.list];
}

export const isBuiltIn = ({ builtIn: set, type }: Annotation) => set === 1 && (type ?? 'dashboard') === 'dashboard';

interface Page {
  dashboard: Dashboard;
  time: PanelTime;
  scope: Scope;
  filters: readonly Filter[];
}

export function planAnnotation(annotation: Annotation, page: Page): AnnotationPlan {
  if (isBuiltIn(annotation)) return alertsPlan(annotation, page);
  const source = sourceOf(annotation as unknown as Target, null, page.dashboard.templating.list);
  const why = source.kind === 'metrics' ? undefined : source.kind === 'none' ? source.why : 'This asks a panel: there is nothing to mark.';
  const step = interpolate(annotation.step || '60s', page.scope);
  const intervals = intervalsOf({ range: { start: page.time.from, end: page.time.to }, maxDataPoints: 1000, queryInterval: step });
  const scope = within(page.scope, intervalBuiltins(intervals));
  const expr = withFilters(interpolate(annotation.expr ?? '', scope, 'promql'), page.filters);
  return { annotation, alerts: false, expr, scope, why: why ?? (expr.trim() === '' ? 'It has no query.' : undefined), ...onSteps(page.time, intervals.stepMs) };
}

const firing = 'ALERTS{alertstate="firing"}';

/** What fired between two moments that are asked for is not missed. */
function alertsPlan(annotation: Annotation, { time, scope, filters }: Page): AnnotationPlan {
  const { stepMs } = intervalsOf({ range: { start: time.from, end: time.to }, maxDataPoints: 500 });
  const seconds = stepMs / 1000;
  const selector = withFilters(firing, filters);
  const expr = seconds > 60 ? `last_over_time(${selector}[${Math.ceil(seconds)}s]) or ${selector}` : selector;
  return { annotation, alerts: true, expr, scope, ...onSteps(time, stepMs) };
}

function onSteps({ from, to }: PanelTime, stepMs: number): Moments {
  const down = (ms: number) => Math.floor(ms / stepMs) * stepMs;
  return { step: stepMs / 1000, time: { from: down(from), to: down(to) }, until: to };
}

/**
 * Whether an alert speaks of what is selected: where a variable lists a label's values and some are chosen, an alert
 * that has this label must have one of them.
 */
export function concernsOf(resolved: readonly Resolved[], scope: Scope): (labels: Labels) => boolean {
  const chosen = resolved.flatMap((one): [string, ReadonlySet<string>][] => {
    const label = labelOf(one);
    const bound = lookup(scope, one.variable.name);
    return label && bound && !bound.all && !one.selected.includes(allToken) ? [[label, new Set(listOf(bound.value))]] : [];
  });
  return (labels) => chosen.every(([label, values]) => labels[label] === undefined || values.size === 0 || values.has(labels[label]));
}

function labelOf({ variable, state }: Resolved): string | undefined {
  if (variable.type !== 'query' || variable.regex || state === 'error') return undefined;
  try {
    const query = parseQuery(queryText(variable.query));
    return query.kind === 'label-values' ? query.label : undefined;
  } catch {
    return undefined;
  }
}
