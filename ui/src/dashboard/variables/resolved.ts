/** A variable once its options and what is selected of them are known, or why they are not. */
import type { RangeMs } from '../../time/range';
import type { Entries } from './ask';
import type { VariableQuery } from './query';
import type { Bound, Filter, Option, Scope, Variable } from './types';

/** What the server is asked for a variable. */
export interface Question {
  query: VariableQuery;
  range: RangeMs;
}

export interface Answer {
  /** Absent until there is one; stays while it is asked again. */
  entries?: Entries;
  error?: Error;
}

export interface Resolved {
  variable: Variable;
  state: 'ready' | 'loading' | 'error';
  error?: string;
  /** What a person should know although nothing failed. */
  notice?: string;
  options: Option[];
  /** Values of options, `$__all`, or the text of a text box. */
  selected: string[];
  filters?: Filter[];
  bound: Bound;
}

/** What resolving one variable may look at. */
export interface Surroundings {
  variables: ReadonlyMap<string, Variable>;
  /** What the URL asks for; null when it says nothing of this variable. */
  urlValues: (name: string) => string[] | null;
  /** The variables resolved so far, over the built-ins. */
  scope: Scope;
  range: RangeMs;
  /** The range that the dashboard was opened with. */
  openedRange: RangeMs;
  ask: (question: Question) => Answer;
}
