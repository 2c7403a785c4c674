import { useCallback, useMemo } from 'react';
import { useSearch } from 'wouter';
import { useChangeSearch } from '../url/search';
import { defaultRange, isRelative, resolveRange, type RangeText } from './range';
import { useRefresh } from './refresh';

export interface TimeRange extends RangeText {
  /** Unix milliseconds; relative ends are resolved at the last refresh. */
  start: number;
  end: number;
  relative: boolean;
  /** Why the URL's range cannot be used; the default range stands in then. */
  error: string | null;
  set: (range: RangeText) => void;
  /** Sets an absolute range, as a drag over a chart does. */
  setAbsolute: (start: number, end: number) => void;
}

/** The time range of the page, which lives in the URL as `from` and `to`. */
export function useTimeRange(): TimeRange {
  const params = new URLSearchParams(useSearch());
  const from = params.get('from') ?? defaultRange.from;
  const to = params.get('to') ?? defaultRange.to;
  const { now, refresh } = useRefresh();
  const change = useChangeSearch();

  const set = useCallback(
    (range: RangeText) => {
      const isDefault = range.from === defaultRange.from && range.to === defaultRange.to;
      change({ from: isDefault ? null : range.from, to: isDefault ? null : range.to }, { push: true });
      refresh();
    },
    [change, refresh],
  );
  const setAbsolute = useCallback(
    (start: number, end: number) => set({ from: String(Math.round(start)), to: String(Math.round(end)) }),
    [set],
  );

  return useMemo(() => {
    const wanted = resolveRange({ from, to }, now);
    const error = 'error' in wanted ? wanted.error : null;
    const text = error ? defaultRange : { from, to };
    const { start, end } = (error ? resolveRange(defaultRange, now) : wanted) as { start: number; end: number };
    return { ...text, start, end, relative: isRelative(text), error, set, setAbsolute };
  }, [from, to, now, set, setAbsolute]);
}
