/** How each type of variable comes to its options and its selection. */
import { filterFromUrl, matchersText } from './adhoc';
import { mostEntries, type Entries } from './ask';
import { answersPromql, datasourceOptions, datasourceType, notSetUp } from './datasource';
import { interpolate } from './interpolate';
import { autoInterval } from './interval';
import { customOptions, intervalOptions, isAuto } from './lists';
import { optionsFrom } from './options';
import { parseQuery, queryText } from './query';
import type { Resolved, Surroundings } from './resolved';
import { within } from './scope';
import { boundOf, savedOptions, savedValues, select } from './select';
import type { Bound, Filter, Option, Variable, VariableType } from './types';

type Resolver = (variable: Variable, around: Surroundings) => Resolved;

const resolvers: Readonly<Record<VariableType, Resolver>> = {
  query: resolveQuery,
  custom: (variable, around) => {
    const query = interpolate(queryText(variable.query), around.scope);
    return chosen(variable, around, customOptions(query, variable.valuesFormat));
  },
  interval: resolveInterval,
  constant: (variable) => text(variable, queryText(variable.query) || (savedValues(variable)[0] ?? '')),
  textbox: (variable, around) => {
    const saved = savedValues(variable)[0] ?? queryText(variable.query);
    return text(variable, urlValues(variable, around)?.[0] ?? saved);
  },
  datasource: resolveDatasource,
  adhoc: resolveAdhoc,
  groupby: resolveGroupBy,
  switch: resolveSwitch,
  // Its name is a built-in's; what was saved of it is not today's.
  system: (variable) => text(variable, savedValues(variable)[0] ?? ''),
};

/** Resolves one variable. A type that is not known holds what was saved or asked for, so that queries still work. */
export function resolveOne(variable: Variable, around: Surroundings): Resolved {
  if (!Object.hasOwn(resolvers, variable.type)) return held(variable, around, 'ready');
  try {
    return resolvers[variable.type](variable, around);
  } catch (cause) {
    return { ...held(variable, around, 'error'), error: (cause as Error).message };
  }
}

/** A variable whose options are not known: it stands for what was asked for. */
export function held(variable: Variable, around: Surroundings, state: Resolved['state']): Resolved {
  const options = savedOptions(variable);
  const selected = wanted(variable, around).slice(0, variable.multi ? undefined : 1);
  return { variable, state, options, selected, bound: boundOf(variable, options, selected) };
}

function resolveQuery(variable: Variable, around: Surroundings): Resolved {
  const type = datasourceType(variable.datasource, around.variables);
  if (!answersPromql(type)) return { ...chosen(variable, around, []), notice: notSetUp(type) };
  const saved = savedOptions(variable);
  const refresh = Number(variable.refresh ?? 0);
  if (refresh === 0 && saved.length > 0) return chosen(variable, around, saved);

  const query = parseQuery(interpolate(queryText(variable.query), withoutItself(variable, around), 'promql'));
  const { entries, error } = around.ask({ query, range: refresh === 2 ? around.range : around.openedRange });
  if (!entries) {
    if (error) throw error;
    return held(variable, around, 'loading');
  }
  const resolved = chosen(variable, around, optionsOf(variable, entries, around));
  const notice = error ? `the list is an older one: ${error.message}` : (limitNotice(entries) ?? resolved.notice);
  return { ...resolved, notice };
}

/** In its own query a name stands for everything, or a list could never offer more than is selected. */
function withoutItself({ name }: Variable, { scope }: Surroundings) {
  return within(scope, [[name, { text: 'All', value: '.*', all: true, allValue: '.*' }]]);
}

function optionsOf({ regex, regexApplyTo, sort }: Variable, { texts }: Entries, { scope }: Surroundings): Option[] {
  const entries = texts.map((one) => ({ text: one, value: one }));
  return optionsFrom(entries, { regex: regex && interpolate(regex, scope, 'regex'), regexApplyTo, sort });
}

function limitNotice({ truncated }: Entries): string | undefined {
  return truncated ? `only the first ${mostEntries.toLocaleString('en')} entries are listed` : undefined;
}

function resolveInterval(variable: Variable, around: Surroundings): Resolved {
  const options = intervalOptions(variable);
  const asked = wanted(variable, around);
  // Links from other dashboards carry the name that auto had there.
  const auto = options.find(({ value }) => isAuto(value));
  const known = asked.map((one) => (isAuto(one) ? (auto?.value ?? one) : one));
  const resolved = choose(variable, around, options, known);
  if (!isAuto(resolved.selected[0] ?? '')) return resolved;
  const least = interpolate(variable.auto_min ?? '10s', around.scope);
  const value = autoInterval(around.range, Number(variable.auto_count) || 30, least);
  return { ...resolved, bound: { text: 'auto', value } };
}

function resolveDatasource(variable: Variable, around: Surroundings): Resolved {
  const type = queryText(variable.query);
  const options = datasourceOptions(type);
  // Names of other installations' data sources are expected here, and nothing to tell anybody about.
  const resolved = { ...chosen(variable, around, options), notice: undefined };
  return options.length > 0 ? resolved : { ...resolved, notice: notSetUp(type) };
}

function resolveAdhoc(variable: Variable, around: Surroundings): Resolved {
  const asked = urlValues(variable, around)?.map(filterFromUrl);
  const own = asked?.filter((filter) => filter !== null) ?? variable.filters ?? [];
  const filters: Filter[] = [...(variable.baseFilters ?? []), ...own];
  const matchers = matchersText(filters);
  return { ...text(variable, matchers), selected: [], filters };
}

function resolveGroupBy(variable: Variable, around: Surroundings): Resolved {
  const selected = (urlValues(variable, around) ?? savedValues(variable)).filter((one) => one !== '');
  // As it stands in `by (…)`.
  const bound: Bound = { text: selected.join(', '), value: selected.join(',') };
  return { variable, state: 'ready', options: variable.defaultKeys ?? [], selected, bound };
}

function resolveSwitch(variable: Variable, around: Surroundings): Resolved {
  const { enabledValue = 'true', disabledValue = 'false' } = variable;
  const options = [
    { text: 'on', value: enabledValue },
    { text: 'off', value: disabledValue },
  ];
  const { selected } = select(variable, options, wanted(variable, around));
  const on = wanted(variable, around).length > 0 && selected[0] === enabledValue;
  const value = on ? enabledValue : disabledValue;
  return { variable, state: 'ready', options, selected: [value], bound: { text: value, value } };
}

function text(variable: Variable, value: string): Resolved {
  return { variable, state: 'ready', options: [], selected: [value], bound: { text: value, value } };
}

function chosen(variable: Variable, around: Surroundings, options: Option[]): Resolved {
  return choose(variable, around, options, wanted(variable, around));
}

function choose(variable: Variable, around: Surroundings, options: Option[], asked: string[]): Resolved {
  const { selected, missing } = select(variable, options, asked);
  const bound = boundOf(variable, options, selected);
  // A link that names something gone must not silently show something else. What was saved long ago may well be gone.
  const notice =
    missing.length > 0 && urlValues(variable, around) !== null ? `${missing.join(', ')} is not among the options` : undefined;
  return { variable, state: 'ready', options, selected, bound, notice };
}

function wanted(variable: Variable, around: Surroundings): string[] {
  return urlValues(variable, around) ?? savedValues(variable);
}

function urlValues({ name, skipUrlSync }: Variable, around: Surroundings): string[] | null {
  return skipUrlSync ? null : around.urlValues(name);
}
