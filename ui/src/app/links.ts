/** Where pages link to one another with state: the parameters that the receiving page reads. */
import type { Labels } from '../api/prometheus';
import { formatMatcher } from '../silences/matchers';

/** Explore with one or more expressions. */
export const exploreParams = (...exprs: string[]) => ({ q: exprs });

/** A new silence that matches exactly these labels. */
export function silenceParams(labels: Labels): { matcher: string[] } {
  const matcher = Object.entries(labels).map(([name, value]) =>
    formatMatcher({ name, value, isRegex: false, isEqual: true }),
  );
  return { matcher };
}
