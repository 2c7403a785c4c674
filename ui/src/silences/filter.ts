import type { Silence } from '../api/alertmanager';
import { formatMatcher } from './matchers';

/** Empty: what holds or will hold. */
export type SilenceState = '' | 'active' | 'pending' | 'expired';

const stateRank = { active: 0, pending: 1, expired: 2 };

/** Whoever searches for an id wants that silence, whatever its state. */
export function filterSilences(list: Silence[], text: string, state: SilenceState): Silence[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return list
    .filter(
      (silence) =>
        words.includes(silence.id.toLowerCase()) ||
        (inState(silence, state) && words.every((word) => hasWord(silence, word))),
    )
    .sort(byEnd);
}

function inState({ status }: Silence, state: SilenceState): boolean {
  return state === '' ? status.state !== 'expired' : status.state === state;
}

function hasWord({ id, comment, createdBy, matchers }: Silence, word: string): boolean {
  return [id, comment, createdBy, ...matchers.map(formatMatcher)].some((piece) => piece.toLowerCase().includes(word));
}

/** What ends first comes first; of those that have ended, the last. */
function byEnd(a: Silence, b: Silence): number {
  const rank = stateRank[a.status.state] - stateRank[b.status.state];
  const end = Date.parse(a.endsAt) - Date.parse(b.endsAt);
  return rank || (a.status.state === 'expired' ? -end : end);
}
