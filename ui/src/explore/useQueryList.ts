import { useCallback, useState } from 'react';
import { loadHistory, remember, saveHistory } from './history';
import type { ExploreState, Query } from './state';

/**
 * The list of queries as it is being edited. What stands in the editors is a draft until it is
 * run; running, adding and removing write all drafts into the URL, so that none is lost.
 */
export function useQueryList(
  queries: readonly Query[],
  change: (part: Partial<ExploreState>) => void,
  rerun: () => void,
) {
  const exprs = queries.map((query) => query.expr);
  const [drafts, setDrafts] = useState(exprs);
  const [shown, setShown] = useState(exprs);
  const [history, setHistory] = useState(() => loadHistory());

  // The URL changed under us, by the back button or a link: it wins over drafts.
  if (!sameTexts(exprs, shown)) {
    setShown(exprs);
    setDrafts(exprs);
  }

  const write = useCallback(
    (next: readonly Query[]) => {
      change({ queries: next.length > 0 ? [...next] : [{ expr: '', enabled: true }] });
      const updated = next.reduceRight((past, { expr }) => remember(past, expr), loadHistory());
      saveHistory(updated);
      setHistory(updated);
    },
    [change],
  );

  const drafted = queries.map((query, i) => ({ ...query, expr: (drafts[i] ?? query.expr).trim() }));
  const edited = drafted.map((query, i) => query.expr !== exprs[i]!.trim());

  return {
    drafts: exprs.map((expr, i) => drafts[i] ?? expr),
    edited,
    history,
    edit: (index: number, text: string) =>
      setDrafts((all) => exprs.map((expr, i) => (i === index ? text : (all[i] ?? expr)))),
    run: () => (edited.some(Boolean) ? write(drafted) : rerun()),
    add: (expr = '') => write([...drafted, { expr, enabled: true }]),
    duplicate: (index: number) => write(drafted.toSpliced(index + 1, 0, { ...drafted[index]! })),
    remove: (index: number) => write(drafted.toSpliced(index, 1)),
    toggle: (index: number) => write(drafted.with(index, { ...drafted[index]!, enabled: !drafted[index]!.enabled })),
    replace: (index: number, expr: string) => write(drafted.with(index, { expr, enabled: true })),
    replaceAll: (all: readonly string[]) => write(all.map((expr) => ({ expr, enabled: true }))),
  };
}

export type QueryList = ReturnType<typeof useQueryList>;

function sameTexts(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}
