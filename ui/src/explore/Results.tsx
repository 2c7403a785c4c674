import { useCallback, useMemo } from 'react';
import { Loading } from '../parts/states';
import { GraphView } from './GraphView';
import { RangeView } from './RangeTable';
import { countHistograms, panelsOf } from './answers';
import { pickShown } from './shown';
import type { ExploreState, Query } from './state';
import type { Grid } from './step';
import { TableView } from './TableView';
import { unitOf } from './unitOf';
import { useExemplars, type InstantState, type RangeState } from './useResults';
import css from './explore.module.css';

interface ResultsProps {
  state: ExploreState;
  grid: Grid;
  ranges: readonly RangeState[];
  instants: readonly InstantState[];
  overTime: boolean;
  onSelectRange: (startMs: number, endMs: number) => void;
}

/** The answers, in the view that the state asks for. */
export function Results({ state, grid, ranges, instants, overTime, onSelectRange }: ResultsProps) {
  const beside = useExemplars(state.queries, grid, state.exemplars && state.view === 'graph');
  const exemplars = useMemo(() => beside.flatMap(({ data }) => data ?? []), [beside]);
  const unit = useCallback((expr: string) => state.unit || unitOf(expr), [state.unit]);
  const graphs = useMemo(
    () => (overTime ? pickShown(state.queries, ranges).map((shown) => ({ ...shown, unit: unit(shown.expr) })) : []),
    [overTime, state.queries, ranges, unit],
  );
  const panels = useMemo(() => panelsOf(graphs), [graphs]);
  const selectRange = useCallback((from: number, to: number) => onSelectRange(from * 1000, to * 1000), [onSelectRange]);

  const states = overTime ? ranges : instants;
  if (pickShown(state.queries, states).length === 0) return <Waiting states={states} queries={state.queries} />;
  if (!overTime) {
    return (
      <TableView answers={pickShown(state.queries, instants).map((shown) => ({ ...shown, unit: unit(shown.expr) }))} />
    );
  }
  if (state.view === 'table') return <RangeView panels={panels} />;
  const histograms = graphs.reduce((sum, { result }) => sum + countHistograms(result.data), 0);
  return (
    <GraphView
      panels={panels}
      style={state.style}
      exemplars={exemplars}
      histograms={histograms}
      onSelectRange={selectRange}
    />
  );
}

/** Before the first answer; a query that failed says so beside its editor. */
function Waiting({ states, queries }: { states: ReadonlyArray<RangeState | InstantState>; queries: readonly Query[] }) {
  if (states.some((s) => s.isFetching)) return <Loading rows={6} />;
  const allOff = queries.every((query) => !query.enabled);
  return (
    <p className={css.nothing}>
      {allOff ? 'All queries are switched off: click a letter to switch one on.' : 'No result to show.'}
    </p>
  );
}
