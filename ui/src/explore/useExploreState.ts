import { useCallback, useMemo } from 'react';
import { useSearch } from 'wouter';
import { useChangeSearch } from '../url/search';
import { readState, writeState, type ExploreState } from './state';

/** Explore's state in the URL. A change of the queries is a step that the browser's back button undoes. */
export function useExploreState(): [ExploreState, (change: Partial<ExploreState>) => void] {
  const search = useSearch();
  const changeSearch = useChangeSearch();
  const state = useMemo(() => readState(search), [search]);
  const change = useCallback(
    (part: Partial<ExploreState>) => changeSearch(writeState(part), { push: part.queries !== undefined }),
    [changeSearch],
  );
  return [state, change];
}
