import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import type { Exemplar } from '../chart';
import { Loading } from '../parts/states';
import { useRefresh } from '../time/refresh';
import { useTimeRange } from '../time/useTimeRange';
import { exemplars as fetchExemplars } from './ask';
import { parseDuration } from './duration';
import type { EditorHandle } from './editor/PromQLEditor';
import { Examples } from './Examples';
import { answersToCsv, download } from './exportCsv';
import { GraphView } from './GraphView';
import { MetricBrowser } from './MetricBrowser';
import { QueryRow } from './QueryRow';
import { QueryToolbar } from './QueryToolbar';
import { RangeTable } from './RangeTable';
import { ResultToolbar } from './ResultToolbar';
import { countHistograms, panelsOf } from './results';
import { canAddQuery, letter, type ExploreState, type Query } from './state';
import { automaticStep, gridOf, type Grid } from './step';
import { TableView } from './TableView';
import { unitOf } from './unitOf';
import { useExploreState } from './useExploreState';
import { useQueryList } from './useQueryList';
import { useInstantResults, useRangeResults, type InstantState, type RangeState } from './useResults';
import css from './explore.module.css';

/** Ask anything of the metrics: several PromQL queries, drawn or as a table, all of it in the URL. */
export default function ExplorePage() {
  const [state, change] = useExploreState();
  const { refresh } = useRefresh();
  const client = useQueryClient();
  const rerun = () => {
    refresh();
    // Between two steps the question is still the same, and would be answered from the cache.
    void client.invalidateQueries({ queryKey: ['explore'] });
  };
  const list = useQueryList(state.queries, change, rerun);
  const time = useTimeRange();

  const step = parseDuration(state.step) ?? automaticStep((time.end - time.start) / 1000, state.resolution);
  const grid = useMemo(() => gridOf(time, step), [time, step]);
  const overTime = state.view === 'graph' || state.rows === 'range';
  const ranges = useRangeResults(state.queries, grid, overTime);
  const instants = useInstantResults(state.queries, time.end, !overTime);
  const results: ReadonlyArray<RangeState | InstantState> = overTime ? ranges : instants;

  const editors = useRef<Array<EditorHandle | null>>([]);
  const lastFocused = useRef(0);
  const [browsing, setBrowsing] = useState(false);
  const insert = (name: string) => {
    setBrowsing(false);
    (editors.current[lastFocused.current] ?? editors.current[0])?.insert(name);
  };

  const asked = state.queries.some((query) => query.expr.trim() !== '');
  const shown = useMemo(() => pickShown(state.queries, results), [state.queries, results]);
  const exportCsv = () =>
    download('lookout-explore.csv', answersToCsv(shown.map(({ letter, result }) => ({ letter, data: result.data }))));

  return (
    <div className={css.page}>
      <section className={css.queries} aria-label="Queries">
        {state.queries.map((query, i) => (
          <QueryRow
            key={i}
            ref={(handle) => {
              editors.current[i] = handle;
            }}
            index={i}
            query={query}
            list={list}
            result={results[i]!}
            histograms={state.view === 'graph' && ranges[i]!.data ? countHistograms(ranges[i]!.data.data) : 0}
            onFocus={() => {
              lastFocused.current = i;
            }}
          />
        ))}
        <QueryToolbar
          onAdd={canAddQuery(state.queries) ? () => list.add() : undefined}
          onBrowse={() => setBrowsing(true)}
          history={list.history}
          onRecall={(expr) => list.replace(lastFocused.current < state.queries.length ? lastFocused.current : 0, expr)}
        />
      </section>
      {asked ? (
        <section className={css.results} aria-label="Results">
          <div className={css.progress} data-busy={results.some((r) => r.isFetching) || undefined} aria-hidden />
          <ResultToolbar state={state} change={change} step={step} onExport={exportCsv} canExport={shown.length > 0} />
          <Results
            state={state}
            grid={grid}
            ranges={ranges}
            instants={instants}
            overTime={overTime}
            onSelectRange={time.setAbsolute}
          />
        </section>
      ) : (
        <Examples history={list.history} onPick={list.replaceAll} />
      )}
      <MetricBrowser opened={browsing} onClose={() => setBrowsing(false)} onPick={insert} />
    </div>
  );
}

interface ResultsProps {
  state: ExploreState;
  grid: Grid;
  ranges: readonly RangeState[];
  instants: readonly InstantState[];
  overTime: boolean;
  onSelectRange: (startMs: number, endMs: number) => void;
}

function Results({ state, grid, ranges, instants, overTime, onSelectRange }: ResultsProps) {
  const exemplars = useExemplars(state, grid);
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
  if (state.view === 'table') return panels.map((panel) => <RangeTable key={panel.unit} panel={panel} />);
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

interface Shown<T> {
  letter: string;
  expr: string;
  result: T;
}

/** The answers to draw: those of enabled queries that have one and did not fail since. */
function pickShown<T extends { expr: string }>(
  queries: readonly Query[],
  states: ReadonlyArray<{ data?: T; error: Error | null }>,
): Shown<T>[] {
  return queries.flatMap(({ enabled }, i) => {
    const { data, error } = states[i]!;
    return enabled && data && !error ? [{ letter: letter(i), expr: data.expr, result: data }] : [];
  });
}

const none: readonly Exemplar[] = [];

function useExemplars(state: ExploreState, grid: Grid): readonly Exemplar[] {
  const wanted = state.exemplars && state.view === 'graph';
  return useQueries({
    queries: state.queries.map(({ expr, enabled }) => ({
      queryKey: ['explore', 'exemplars', expr, grid],
      queryFn: ({ signal }: { signal: AbortSignal }) => fetchExemplars(expr, grid.start, grid.end, signal),
      enabled: wanted && enabled && expr.trim() !== '',
    })),
    combine: collect,
  });
}

/** Named, so that the hook can tell that it did not change. */
function collect(results: { data?: Exemplar[] }[]): readonly Exemplar[] {
  const all = results.flatMap((result) => result.data ?? []);
  return all.length > 0 ? all : none;
}
