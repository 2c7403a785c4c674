/** What a list of options does when it is searched and clicked. Knows nothing of how it is drawn. */
import { allToken, type Option } from './types';

export interface PickRules {
  multi: boolean;
  includeAll: boolean;
}

const all: Option = { text: 'All', value: allToken };

/** The options that contain every word; All stays in reach while nothing is searched for. */
export function shownOptions(options: readonly Option[], { includeAll }: PickRules, search: string): readonly Option[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return includeAll ? [all, ...options] : options;
  return options.filter(({ text }) => {
    const lower = text.toLowerCase();
    return words.every((word) => lower.includes(word));
  });
}

/** The selection after a click on an option. All and single options take each other's place. */
export function toggle(selected: readonly string[], value: string, { multi }: PickRules): string[] {
  if (!multi || value === allToken) return [value];
  const singles = selected.filter((one) => one !== allToken);
  return singles.includes(value) ? singles.filter((one) => one !== value) : [...singles, value];
}

/** The selection after all that a search shows was taken in. */
export function withShown(selected: readonly string[], shown: readonly Option[]): string[] {
  const values = shown.map(({ value }) => value).filter((value) => value !== allToken);
  return [...new Set([...selected.filter((one) => one !== allToken), ...values])];
}

/** The selection in the words of its options. */
export function describeSelection(selected: readonly string[], options: readonly Option[]): string {
  if (selected[0] === allToken) return 'All';
  const texts = new Map(options.map(({ text, value }) => [value, text]));
  return selected
    .map((value) => texts.get(value) ?? value)
    .filter(Boolean)
    .join(', ');
}

/** Where a key moves the active option to; null for keys that do not move it. */
export function moved(active: number, key: string, count: number): number | null {
  const page = 10;
  const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page };
  if (count === 0 || !Object.hasOwn(steps, key)) return null;
  const next = active + steps[key]!;
  // Single steps go round; pages stop at the ends.
  if (Math.abs(steps[key]!) === 1) return (next + count) % count;
  return Math.min(Math.max(next, 0), count - 1);
}
