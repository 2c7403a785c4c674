import { useRef, useState } from 'react';
import { useShortcut } from '../app/ShortcutProvider';
import type { EditorHandle } from './editor/PromQLEditor';
import { MetricBrowser } from './MetricBrowser';
import { QueryRow } from './QueryRow';
import { QueryToolbar } from './QueryToolbar';
import { countHistograms } from './answers';
import { canAddQuery, type ExploreState } from './state';
import type { QueryList } from './useQueryList';
import type { InstantState, RangeState } from './useResults';
import css from './explore.module.css';

interface QueriesProps {
  state: ExploreState;
  list: QueryList;
  results: ReadonlyArray<RangeState | InstantState>;
}

/** The editors, and what puts text into the one that was used last. */
export function Queries({ state, list, results }: QueriesProps) {
  const editors = useRef<Array<EditorHandle | null>>([]);
  const lastFocused = useRef(0);
  const [browsing, setBrowsing] = useState(false);
  const current = () => Math.min(lastFocused.current, state.queries.length - 1);

  const insert = (name: string) => {
    setBrowsing(false);
    editors.current[current()]?.insert(name);
  };
  const stopBrowsing = () => {
    setBrowsing(false);
    editors.current[current()]?.focus();
  };
  useShortcut('m', 'Browse metrics', () => setBrowsing(true));

  return (
    <section className={css.queries} aria-label="Queries" data-search>
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
          histograms={state.view === 'graph' ? countHistograms(results[i]!.data?.data) : 0}
          onFocus={() => {
            lastFocused.current = i;
          }}
        />
      ))}
      <QueryToolbar
        onAdd={canAddQuery(state.queries) ? () => list.add() : undefined}
        onBrowse={() => setBrowsing(true)}
        history={list.history}
        onRecall={(expr) => list.replace(current(), expr)}
      />
      <MetricBrowser opened={browsing} onClose={stopBrowsing} onPick={insert} />
    </section>
  );
}
