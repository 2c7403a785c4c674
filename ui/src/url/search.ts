import { useCallback } from 'react';
import { useLocation, useSearch } from 'wouter';

/** Parameters that follow a person from page to page; all others belong to one page. */
const travelling = ['from', 'to', 'refresh'];

/** Applies changes to a query string; null or an empty list removes a parameter. */
export function changeSearch(search: string, changes: Record<string, string | string[] | null>): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    params.delete(name);
    for (const one of value === null ? [] : [value].flat()) params.append(name, one);
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

/** Writes several parameters at once. By default the step is not added to the browser's history. */
export function useChangeSearch() {
  const [, navigate] = useLocation();
  return useCallback(
    (changes: Record<string, string | string[] | null>, { push = false } = {}) => {
      // Read at the time of writing: two writers in one tick must not undo each other.
      const { pathname, search } = window.location;
      navigate(pathname + changeSearch(search, changes), { replace: !push });
    },
    [navigate],
  );
}

/** One query parameter as state. Setting it to the fallback removes it from the URL. */
export function useSearchParam(name: string, fallback = ''): [string, (value: string) => void] {
  const value = new URLSearchParams(useSearch()).get(name) ?? fallback;
  const change = useChangeSearch();
  const set = useCallback(
    (next: string) => change({ [name]: next === fallback ? null : next }),
    [change, name, fallback],
  );
  return [value, set];
}

/** A set of words in one repeated query parameter, such as the expanded groups. */
export function useSearchSet(name: string): [Set<string>, (member: string) => void] {
  const members = new Set(new URLSearchParams(useSearch()).getAll(name));
  const change = useChangeSearch();
  const toggle = useCallback(
    (member: string) => {
      const current = new Set(new URLSearchParams(window.location.search).getAll(name));
      if (!current.delete(member)) current.add(member);
      change({ [name]: [...current] });
    },
    [change, name],
  );
  return [members, toggle];
}

/** A link to another page that takes the time range and refresh along. */
export function hrefTo(path: string, search: string, params: Record<string, string | string[]> = {}): string {
  const current = new URLSearchParams(search);
  const kept = new URLSearchParams();
  for (const name of travelling) {
    const value = current.get(name);
    if (value !== null) kept.set(name, value);
  }
  return path + changeSearch(kept.toString(), params);
}

/** Returns a function that makes links to other pages from the present URL. */
export function useHrefTo() {
  const search = useSearch();
  return useCallback(
    (path: string, params: Record<string, string | string[]> = {}) => hrefTo(path, search, params),
    [search],
  );
}
