import { useEffect } from 'react';
import { useSearch } from 'wouter';
import { defaultRange, isRelative } from '../../time/range';
import { useChangeSearch } from '../../url/search';
import type { Dashboard } from '../model/types';

/**
 * Opens a dashboard with the time range and refresh that it was saved with, unless the URL says otherwise. Returns
 * whether the URL is settled: before that, a question would be asked for the wrong range.
 */
export function useSavedTime({ time, refresh }: Dashboard): boolean {
  const search = new URLSearchParams(useSearch());
  const change = useChangeSearch();
  const isDefault = time.from === defaultRange.from && time.to === defaultRange.to;
  const wantsRange = !search.has('from') && !search.has('to') && !isDefault;
  const asked = { from: search.get('from') ?? time.from, to: search.get('to') ?? time.to };
  // What is long past need not be asked again and again: links to a moment bring no refresh, and get none.
  const wantsRefresh = !search.has('refresh') && refresh !== '' && isRelative(asked);
  // Only when it is opened: who goes back to the default range later means it.
  useEffect(() => {
    change({ ...(wantsRange && { from: time.from, to: time.to }), ...(wantsRefresh && { refresh }) });
    // eslint-disable-next-line
  }, []);
  return true;
}
