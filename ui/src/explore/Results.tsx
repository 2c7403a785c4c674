import type { UseQueryResult } from '@tanstack/react-query';
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
import { useSameArray } from './useSameArray';
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
  const besideData = useSameArray(beside.map(({ data }) => data));
  const exemplars = useMemo(() => besideData.flatMap((found) => found ?? []), [besideData]);

  const rangeAnswers = useDrawn(state, ranges);
  const instantAnswers = useDrawn(state, instants);
  const panels = useMemo(() => panelsOf(overTime ? rangeAnswers : []), [overTime, rangeAnswers]);
  const selectRange = useCallback((from: number, to: number) => onSelectRange(from * 1000, to * 1000), [onSelectRange]);

  const answers = overTime ? rangeAnswers : instantAnswers;
  if (answers.length === 0) return <Waiting states={overTime ? ranges : instants} queries={state.queries} />;
  if (!overTime) return <TableView answers={instantAnswers} />;
  if (state.view === 'table') return <RangeView panels={panels} />;
  const histograms = rangeAnswers.reduce((sum, { result }) => sum + countHistograms(result.data), 0);
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

/** The answers to draw, each with its unit; the same array as long as they are the same answers. */
function useDrawn<T extends { expr: string }>(state: ExploreState, states: ReadonlyArray<UseQueryResult<T>>) {
  const answers = useSameArray(states.map(({ data, error }) => (error ? undefined : data)));
  return useMemo(
    () => pickShown(state.queries, answers).map((shown) => ({ ...shown, unit: state.unit || unitOf(shown.expr) })),
    [state.queries, state.unit, answers],
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
