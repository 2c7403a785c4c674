/** Holds a dashboard's variables against the URL and the server, and says what every name stands for. */
import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { RangeMs, RangeText } from '../../time/range';
import { askEntries, type Entries } from './ask';
import { dashboardBuiltins, intervalBuiltins } from './builtins';
import { intervalsOf } from './interval';
import { resolveAll, type Resolution } from './resolve';
import type { Answer, Question } from './resolved';
import type { Scope, Variable } from './types';

export interface VariablesRequest {
  variables: readonly Variable[];
  /** The URL's query string, where `var-name=value` says what is selected. */
  search: string;
  range: RangeMs;
  rangeText: RangeText;
  title: string;
  uid: string;
  timeZone: string;
  user?: { id: string; login: string; email: string };
  scrapeInterval?: string;
}

export interface Variables extends Omit<Resolution, 'questions'> {
  /** Every variable is resolved, or failed. */
  ready: boolean;
  /** Asks again for what failed. */
  retry: () => void;
}

const cacheKey = 'dashboard-variable';

/** Ranges that move with the clock are asked for by the minute, or every refresh would ask for every list again. */
const minute = 60_000;

export function useVariables(request: VariablesRequest): Variables {
  const { variables, range } = request;
  const client = useQueryClient();
  const openedRange = useOpenedRange(request.uid, range);
  const urlValues = useUrlValues(request.search);
  const builtins = useBuiltins(request);
  const remember = useLastEntries();
  const [answered, setAnswered] = useState('');

  const resolution = useMemo(() => {
    const ask = (question: Question): Answer => {
      const state = client.getQueryState<Entries>(keyOf(question));
      return { entries: remember(question, state?.data), error: state?.error ?? undefined };
    };
    return resolveAll({ variables, urlValues, range: byMinute(range), openedRange, builtins, ask });
    // What is in the cache has no identity of its own: `answered` changes with it.
  }, [variables, urlValues, range, openedRange, builtins, client, remember, answered]);

  const asked = useQueries({
    queries: distinct(resolution.questions).map((question) => ({
      queryKey: keyOf(question),
      queryFn: ({ signal }: { signal: AbortSignal }) => askEntries(question.query, question.range, signal),
      staleTime: Infinity,
    })),
  });
  const now = asked.map(({ dataUpdatedAt, errorUpdatedAt }) => `${dataUpdatedAt}/${errorUpdatedAt}`).join(' ');
  useEffect(() => setAnswered(now), [now]);

  const scope = useSameScope(resolution.scope);
  const retry = useCallback(() => {
    void client.refetchQueries({ queryKey: [cacheKey], predicate: ({ state }) => state.status === 'error' });
  }, [client]);
  return { ...resolution, scope, ready: resolution.loading.size === 0, retry };
}

/** The list of a minute ago stands until the new one is there. */
function useLastEntries(): (question: Question, entries: Entries | undefined) => Entries | undefined {
  const last = useRef(new Map<string, Entries>());
  return useCallback(({ query }, entries) => {
    const asked = JSON.stringify(query);
    if (!entries) return last.current.get(asked);
    last.current.delete(asked);
    last.current.set(asked, entries);
    if (last.current.size > mostRemembered) last.current.delete(last.current.keys().next().value!);
    return entries;
  }, []);
}

const mostRemembered = 100;

const keyOf = ({ query, range }: Question) => [cacheKey, query, range.start, range.end] as const;

function distinct(questions: readonly Question[]): Question[] {
  return [...new Map(questions.map((question) => [JSON.stringify(keyOf(question)), question])).values()];
}

function byMinute({ start, end }: RangeMs): RangeMs {
  return { start: Math.floor(start / minute) * minute, end: Math.ceil(end / minute) * minute };
}

/** The range that a dashboard was opened with, for variables that are asked for once. */
function useOpenedRange(uid: string, range: RangeMs): RangeMs {
  const opened = useRef({ uid, range: byMinute(range) });
  if (opened.current.uid !== uid) opened.current = { uid, range: byMinute(range) };
  return opened.current.range;
}

/** Changes when a variable's part of the URL does, not with the rest of it. */
function useUrlValues(search: string): (name: string) => string[] | null {
  const params = [...new URLSearchParams(search)].filter(([name]) => name.startsWith('var-'));
  const text = new URLSearchParams(params).toString();
  return useMemo(() => {
    const own = new URLSearchParams(text);
    return (name) => (own.has(`var-${name}`) ? own.getAll(`var-${name}`) : null);
  }, [text]);
}

function useBuiltins({ range, rangeText, title, uid, timeZone, user, scrapeInterval }: VariablesRequest): Scope {
  const { start, end } = range;
  const { from, to } = rangeText;
  return useMemo(() => {
    const length = { start, end };
    // Panels put their own interval over this one, which serves titles and the queries of variables.
    const intervals = intervalsOf({ range: length, maxDataPoints: 1000, scrapeInterval });
    const facts = { range: length, rangeText: { from, to }, title, uid, timeZone, user };
    return { values: dashboardBuiltins(facts), outer: { values: intervalBuiltins(intervals) } };
  }, [start, end, from, to, title, uid, timeZone, user, scrapeInterval]);
}

/** The scope of before while it says the same, so that what depends on it is not computed again. */
function useSameScope(next: Scope): Scope {
  const last = useRef({ scope: next, text: '' });
  const text = useMemo(() => scopeText(next), [next]);
  if (last.current.text !== text) last.current = { scope: next, text };
  return last.current.scope;
}

function scopeText(scope: Scope | undefined): string {
  return scope ? JSON.stringify([...scope.values]) + scopeText(scope.outer) : '';
}
