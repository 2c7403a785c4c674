import { useRef } from 'react';

/**
 * Returns the array of the last render while its elements are the same. Hooks that build a new array at every
 * render would otherwise have everything computed from it computed again, at every keystroke in an editor.
 */
export function useSameArray<T>(next: T[]): T[] {
  const last = useRef(next);
  const same = next.length === last.current.length && next.every((element, i) => element === last.current[i]);
  if (!same) last.current = next;
  return last.current;
}
