import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useRefresh } from '../time/refresh';
import { useTimeRange } from '../time/useTimeRange';
import { parseDuration } from './duration';
import { AddToDashboard } from '../dashboard/edit/AddToDashboard';
import { Examples } from './Examples';
import { answersToCsv, download } from './exportCsv';
import { Queries } from './Queries';
import { Results } from './Results';
import { ResultToolbar } from './ResultToolbar';
import { pickShown } from './shown';
import { automaticStep, gridOf } from './step';
import { useExploreState } from './useExploreState';
import { useQueryList } from './useQueryList';
import { useInstantResults, useRangeResults, type InstantState, type RangeState } from './useResults';
import css from './explore.module.css';

/** Ask anything of the metrics: several PromQL queries, drawn or as a table, all of it in the URL. */
export default function ExplorePage() {
  const [state, change] = useExploreState();
  const list = useQueryList(state.queries, change, useRerun());
  const time = useTimeRange();

  const step = parseDuration(state.step) ?? automaticStep((time.end - time.start) / 1000, state.resolution);
  const grid = useMemo(() => gridOf(time, step), [time, step]);
  const overTime = state.view === 'graph' || state.rows === 'range';
  const ranges = useRangeResults(state.queries, grid, overTime);
  const instants = useInstantResults(state.queries, time.end, !overTime);
  const results: ReadonlyArray<RangeState | InstantState> = overTime ? ranges : instants;

  const asked = state.queries.some((query) => query.expr.trim() !== '');
  const shown = pickShown(
    state.queries,
    results.map(({ data, error }) => (error ? undefined : data)),
  );
  const exportCsv = () =>
    download('lookout-explore.csv', answersToCsv(shown.map(({ letter, result }) => ({ letter, data: result.data }))));

  return (
    <div className={css.page}>
      <Queries state={state} list={list} results={results} />
      {asked ? (
        <section className={css.results} aria-label="Results">
          <div className={css.progress} data-busy={results.some((r) => r.isFetching) || undefined} aria-hidden />
          <AddToDashboard exprs={state.queries.map(({ expr }) => expr).filter((expr) => expr.trim() !== '')} />
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
    </div>
  );
}

/** Asks all questions anew. Between two steps a question is still the same, and the cache would answer it. */
function useRerun(): () => void {
  const { refresh } = useRefresh();
  const client = useQueryClient();
  return () => {
    refresh();
    void client.invalidateQueries({ queryKey: ['explore'] });
  };
}
