/** The expressions a person ran lately, newest first, kept in the browser. */

const key = 'lookout.explore.history';
const longest = 50;

/** Puts an expression on top; one that is there already moves up. */
export function remember(history: readonly string[], expr: string): string[] {
  const trimmed = expr.trim();
  if (trimmed === '') return [...history];
  return [trimmed, ...history.filter((other) => other !== trimmed)].slice(0, longest);
}

/** Reads the kept history; anything unreadable counts as empty, since it can only be an older form or a foreign hand. */
export function loadHistory(storage: Pick<Storage, 'getItem'> = localStorage): string[] {
  try {
    const stored: unknown = JSON.parse(storage.getItem(key) ?? '[]');
    return Array.isArray(stored) ? stored.filter((entry): entry is string => typeof entry === 'string') : [];
  } catch {
    return [];
  }
}

/** Keeps the history. A full or forbidden storage loses it, which is no reason to disturb anyone. */
export function saveHistory(history: readonly string[], storage: Pick<Storage, 'setItem'> = localStorage): void {
  try {
    storage.setItem(key, JSON.stringify(history));
  } catch {
    return;
  }
}
