import { units, type DrawStyle, type Unit } from '../chart';
import { parseDuration } from './duration';

/** Everything that decides what Explore shows, time range aside; all of it lives in the URL. */
export interface ExploreState {
  queries: Query[];
  view: 'graph' | 'table';
  /** Whether the table shows the last moment or every step of the range. */
  rows: 'instant' | 'range';
  style: DrawStyle;
  /** Text as given, such as `30s`; empty for automatic. */
  step: string;
  resolution: Resolution;
  /** Empty: inferred from each expression. */
  unit: Unit | '';
  exemplars: boolean;
}

export interface Query {
  expr: string;
  enabled: boolean;
}

export const resolutions = ['low', 'medium', 'high'] as const;
export type Resolution = (typeof resolutions)[number];

const mostQueries = 26;

/** Reads the state from a query string. What it cannot read it takes as the default: a link never breaks the page. */
export function readState(search: string): ExploreState {
  const params = new URLSearchParams(search);
  const off = new Set((params.get('off') ?? '').split(''));
  const exprs = params.getAll('q').slice(0, mostQueries);
  const step = params.get('step') ?? '';
  return {
    queries: (exprs.length > 0 ? exprs : ['']).map((expr, i) => ({ expr, enabled: !off.has(letter(i)) })),
    view: oneOf(params.get('view'), ['graph', 'table']),
    rows: oneOf(params.get('rows'), ['instant', 'range']),
    style: oneOf(params.get('style'), ['line', 'area', 'stacked']),
    step: parseDuration(step) === null ? '' : step,
    resolution: oneOf(params.get('res'), ['medium', ...resolutions]),
    unit: oneOf(params.get('unit'), ['', ...units]),
    exemplars: params.get('exemplars') === '1',
  };
}

/** The query parameters for a change of the state; defaults are left out of the URL. */
export function writeState(change: Partial<ExploreState>): Record<string, string | string[] | null> {
  const { queries, view, rows, style, step, resolution, unit, exemplars } = change;
  const params: Record<string, string | string[] | null> = {};
  if (queries) {
    const off = queries.map((q, i) => (q.enabled ? '' : letter(i))).join('');
    params.q = queries.length === 1 && queries[0]!.expr === '' ? null : queries.map((q) => q.expr);
    params.off = off === '' ? null : off;
  }
  if (view) params.view = view === 'graph' ? null : view;
  if (rows) params.rows = rows === 'instant' ? null : rows;
  if (style) params.style = style === 'line' ? null : style;
  if (step !== undefined) params.step = step === '' ? null : step;
  if (resolution) params.res = resolution === 'medium' ? null : resolution;
  if (unit !== undefined) params.unit = unit === '' ? null : unit;
  if (exemplars !== undefined) params.exemplars = exemplars ? '1' : null;
  return params;
}

/** A for the first query, B for the second. */
export function letter(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

export function canAddQuery(queries: readonly Query[]): boolean {
  return queries.length < mostQueries;
}

function oneOf<T extends string>(text: string | null, choices: readonly T[]): T {
  return choices.find((choice) => choice === text) ?? choices[0]!;
}
