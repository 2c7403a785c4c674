import type { PushedGroup } from '../api/lookout';

/** Empty: all of them. */
export type PushState = '' | 'failing';

/** Groups whose last push was refused come first, then those that were pushed last. */
export function filterGroups(groups: PushedGroup[], text: string, state: PushState): PushedGroup[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return groups
    .filter((group) => (state === '' || group.failing) && words.every((word) => hasWord(group, word)))
    .sort((a, b) => Number(b.failing) - Number(a.failing) || lastPush(b) - lastPush(a));
}

function hasWord({ labels, failure }: PushedGroup, word: string): boolean {
  const pieces = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return [...pieces, failure].some((piece) => piece.toLowerCase().includes(word.replaceAll('"', '')));
}

function lastPush({ pushed, failed }: PushedGroup): number {
  return Math.max(Date.parse(pushed ?? '') || 0, Date.parse(failed ?? '') || 0);
}

/** A scrape that has not come for this long will hardly come any more. */
const unreadAfter = 5 * 60_000;

/** Whether nobody takes in what is pushed; `since` is the last scrape, or the server's start while there was none. */
export function isUnread(since: string | undefined, now: number): boolean {
  return since !== undefined && now - Date.parse(since) > unreadAfter;
}
