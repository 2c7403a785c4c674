/** Resolves all variables of a dashboard, each with the values of those it needs. Knows no network and no clock. */
import { answersPromql, datasourceType } from './datasource';
import { format } from './formats';
import { held, resolveOne } from './kinds';
import { neededBy, orderOf } from './order';
import type { Answer, Question, Resolved, Surroundings } from './resolved';
import { filterToUrl, usableFilters } from './adhoc';
import type { Bound, Filter, Scope, Variable } from './types';

export type ResolveRequest = Omit<Surroundings, 'variables' | 'scope'> & {
  variables: readonly Variable[];
  builtins: Scope;
};

export interface Resolution {
  /** In the dashboard's order. */
  resolved: Resolved[];
  /** Every variable's value, over the built-ins. A variable that is still loading stands for what was asked for. */
  scope: Scope;
  /** Names whose value may still change because something is being asked. */
  loading: ReadonlySet<string>;
  /** Filters for every query that Lookout answers. */
  filters: Filter[];
  /** Labels by which every query's aggregations are grouped. */
  groups: string[];
  /** What the server has to be asked. More may follow once these are answered. */
  questions: Question[];
}

export function resolveAll(request: ResolveRequest): Resolution {
  const { builtins } = request;
  // A name that is there twice is the first one's.
  const variables = new Map(request.variables.toReversed().map((variable) => [variable.name, variable]));
  const { ordered, circles } = orderOf([...variables.values()].reverse());

  const values = new Map<string, Bound>();
  const questions: Question[] = [];
  const ask = (question: Question): Answer => {
    questions.push(question);
    return request.ask(question);
  };
  const around: Surroundings = { ...request, variables, scope: { values, outer: builtins }, ask };
  const done = new Map<string, Resolved>();
  for (const variable of ordered) {
    const one = resolveNext(variable, around, done, circles.get(variable.name));
    done.set(variable.name, one);
    if (variable.type !== 'system') values.set(variable.name, one.bound);
  }

  const resolved = request.variables.filter((one) => variables.get(one.name) === one).map(({ name }) => done.get(name)!);
  values.set('__all_variables', allVariables(resolved));
  const loading = new Set(resolved.filter(({ state }) => state === 'loading').map(({ variable }) => variable.name));
  return { resolved, scope: around.scope, loading, filters: filtersOf(resolved, variables), groups: groupsOf(resolved, variables), questions };
}

function resolveNext(
  variable: Variable,
  around: Surroundings,
  done: ReadonlyMap<string, Resolved>,
  circle: string | undefined,
): Resolved {
  if (circle) {
    const error = `the variables need each other in a circle: ${circle}; take one of them out of a query`;
    return { ...held(variable, around, 'error'), error };
  }
  const waits = neededBy(variable, done).some((name) => done.get(name)!.state === 'loading');
  return waits ? held(variable, around, 'loading') : resolveOne(variable, around);
}

function filtersOf(resolved: readonly Resolved[], variables: ReadonlyMap<string, Variable>): Filter[] {
  return resolved.flatMap(({ variable, filters = [] }) =>
    answersPromql(datasourceType(variable.datasource, variables)) ? usableFilters(filters) : [],
  );
}

function groupsOf(resolved: readonly Resolved[], variables: ReadonlyMap<string, Variable>): string[] {
  const groups = resolved.filter(({ variable }) => variable.type === 'groupby' && answersPromql(datasourceType(variable.datasource, variables)));
  return [...new Set(groups.flatMap(({ selected }) => selected))];
}

/** What `${__all_variables}` puts into a link: the selection of every variable. */
function allVariables(resolved: readonly Resolved[]): Bound {
  const shared = resolved.filter(({ variable }) => !variable.skipUrlSync && variable.type !== 'system');
  const params = shared.flatMap((one) => urlParams(one));
  const value = params.join('&');
  return { text: value, value };
}

function urlParams({ variable: { name }, selected, filters, bound }: Resolved): string[] {
  const value = filters ? filters.map(filterToUrl) : bound.all ? bound.value : selected;
  if (value.length === 0 && !bound.all) return [];
  return [format('queryparam', { ...bound, value }, { name, args: [], timeZone: '' })];
}
