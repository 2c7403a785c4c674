/** A silence while it is edited: text as typed, what is wrong with it, and what it becomes. */
import type { Matcher, Silence, SilenceDraft } from '../api/alertmanager';
import { parseLength } from '../format/duration';
import { formatInput, parseInstant } from '../time/range';
import { matchersProblem } from './matchers';

export interface Draft {
  /** The silence that is changed; absent for a new one. */
  original?: Silence;
  matchers: Matcher[];
  /** `now` or a date. */
  starts: string;
  /** A length such as `2h`, counted from the start, or a date. */
  ends: string;
  author: string;
  comment: string;
}

export const emptyMatcher: Matcher = { name: '', value: '', isRegex: false, isEqual: true };

export function newDraft(matchers: Matcher[], author: string): Draft {
  return { matchers: matchers.length > 0 ? matchers : [emptyMatcher], starts: 'now', ends: '2h', author, comment: '' };
}

export function draftOf(silence: Silence): Draft {
  return {
    original: silence,
    matchers: silence.matchers,
    starts: formatInput(Date.parse(silence.startsAt)),
    ends: formatInput(Date.parse(silence.endsAt)),
    author: silence.createdBy,
    comment: silence.comment,
  };
}

/** An expired silence cannot be brought back: a new one takes over its matchers and comment. */
export function copyOf(silence: Silence, author: string): Draft {
  return { ...newDraft(silence.matchers, author), comment: silence.comment };
}

export function startOf({ starts, original }: Draft, now: number): number | null {
  if (original && starts === formatInput(Date.parse(original.startsAt))) return Date.parse(original.startsAt);
  return parseInstant(starts, now);
}

/** A length counts from the start, or from now where the silence has begun already. */
export function endOf(draft: Draft, now: number): number | null {
  const length = parseLength(draft.ends);
  if (length === null) return parseInstant(draft.ends, now);
  const start = startOf(draft, now);
  return start === null ? null : Math.max(start, now) + length;
}

export interface Problems {
  matchers?: string;
  starts?: string;
  ends?: string;
  author?: string;
  comment?: string;
}

export function problemsOf(draft: Draft, now: number): Problems {
  const problems: Problems = {};
  const matchers = matchersProblem(draft.matchers);
  if (matchers) problems.matchers = matchers;
  const start = startOf(draft, now);
  if (start === null) problems.starts = 'Write now, now+1h or 2026-01-31 14:00';
  const end = endOf(draft, now);
  // A length without a start to count from is not the length's fault.
  const unreadable = end === null && parseLength(draft.ends) === null;
  if (unreadable) problems.ends = 'Write a length such as 2h30m, or 2026-01-31 14:00';
  else if (end !== null && end <= now) problems.ends = 'This is in the past';
  else if (end !== null && start !== null && end <= start) problems.ends = 'This is before the start';
  if (draft.author.trim() === '') problems.author = 'Say who you are, so that others can ask';
  if (draft.comment.trim() === '') problems.comment = 'Say why, so that others can tell whether it still holds';
  return problems;
}

/** What is sent to the server. The draft must be free of problems. */
export function toSilence(draft: Draft, now: number): SilenceDraft {
  return {
    id: draft.original?.id,
    matchers: draft.matchers,
    startsAt: new Date(startOf(draft, now)!).toISOString(),
    endsAt: new Date(endOf(draft, now)!).toISOString(),
    createdBy: draft.author.trim(),
    comment: draft.comment.trim(),
  };
}
