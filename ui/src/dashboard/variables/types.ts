/** The variables of a dashboard, in the normal form that the server makes of any Grafana dashboard. */

export type VariableType =
  | 'query'
  | 'custom'
  | 'interval'
  | 'constant'
  | 'textbox'
  | 'datasource'
  | 'adhoc'
  | 'groupby'
  | 'switch'
  | 'system';

/** One entry of a variable's list. */
export interface Option {
  text: string;
  value: string;
}

/** What is selected: as a person reads it, and as queries get it. */
export interface Value {
  text: string | string[];
  value: string | string[];
}

export interface SavedValue {
  text?: unknown;
  value?: unknown;
}

export interface DatasourceRef {
  type?: string;
  uid?: string;
}

/** A filter of an adhoc variable. `values` holds more than one for the operators `=|` and `!=|`. */
export interface Filter {
  key: string;
  operator: string;
  value: string;
  values?: string[];
}

export interface Variable {
  type: VariableType;
  name: string;
  label?: string | null;
  description?: string | null;
  /** 0 shows label and control, 1 the control alone, 2 nothing. */
  hide?: 0 | 1 | 2;
  /** Text, or the object that newer query editors save. */
  query?: unknown;
  regex?: string | null;
  regexApplyTo?: 'value' | 'text';
  /** 0 as they come, then pairs of ascending and descending: by letter, by number, ignoring case, natural. */
  sort?: number;
  /** 0 never (the saved options stand), 1 when the dashboard loads, 2 when the time range changes. */
  refresh?: number | boolean;
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string | null;
  /** Text, lists, but in real files also numbers and objects: read by `savedValues`. */
  current?: SavedValue | null;
  options?: SavedValue[] | null;
  datasource?: DatasourceRef | string | null;
  definition?: string;
  skipUrlSync?: boolean;
  /** Interval variables: whether `auto` is offered, into how many steps it divides the range, and its least value. */
  auto?: boolean;
  auto_count?: number | string;
  auto_min?: string;
  /** Custom variables: `json` when the query is a JSON array instead of a list with commas. */
  valuesFormat?: 'csv' | 'json';
  /** Adhoc variables. */
  filters?: Filter[] | null;
  baseFilters?: Filter[] | null;
  defaultKeys?: Option[] | null;
  /** Switch variables. */
  enabledValue?: string;
  disabledValue?: string;
}

/** What a name stands for in a scope. */
export interface Bound extends Value {
  /** Several values are possible, whether or not several are selected: PromQL then gets a regular expression. */
  multi?: boolean;
  /** All is selected; `value` then holds what every option stands for. */
  all?: boolean;
  /** What each of the values is called, where `text` is only “All”. */
  texts?: string[];
  /** What All stands for when the dashboard's author said so. It is inserted as it is, never escaped. */
  allValue?: string;
  /** What `${name.field}` stands for, such as `${__user.login}`. */
  fields?: Readonly<Record<string, string>>;
}

/** Names and what they stand for. A name that is not here may be in the scope around this one. */
export interface Scope {
  values: ReadonlyMap<string, Bound>;
  outer?: Scope;
}

/** How a URL and Grafana's files write that everything is selected. */
export const allToken = '$__all';
