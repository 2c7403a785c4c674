import { keepPreviousData, useQueries, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useMemo, useRef, useState } from 'react';
import { querySamples, type Answer, type SampleSeries } from '../../api/prometheus';
import type { Annotation, Dashboard } from '../model/types';
import type { PanelAnnotation, PanelTime } from '../panels/contract';
import { interpolate } from '../variables/interpolate';
import { whyRefused } from '../variables/parses';
import type { Resolved } from '../variables/resolved';
import type { Filter, Scope } from '../variables/types';
import { alertMarks, marksOf, mostMarks, newest } from './marks';
import { annotationsOf, concernsOf, planAnnotation, type AnnotationPlan } from './plan';

/** One annotation of the dashboard, as its toggle shows it. */
export interface Switched {
  index: number;
  annotation: Annotation;
  alerts: boolean;
  on: boolean;
  /** Nothing here can answer it. */
  unavailable: boolean;
  loading: boolean;
  error?: string;
  /** What a person should know though nothing failed. */
  notice?: string;
}

export interface Marked {
  annotation: Annotation;
  marks: PanelAnnotation[];
}

export interface Annotations {
  switches: Switched[];
  marked: Marked[];
  turn: (index: number) => void;
}

interface AnnotationsRequest {
  dashboard: Dashboard;
  time: PanelTime;
  scope: Scope;
  filters: readonly Filter[];
  resolved: readonly Resolved[];
  /** Whether variables are settled. */
  ready: boolean;
}

/** Asks the annotations of a dashboard that are switched on, once for all of its panels. */
export function useAnnotations({ dashboard, time, scope, filters, resolved, ready }: AnnotationsRequest): Annotations {
  const list = useMemo(() => annotationsOf(dashboard), [dashboard]);
  const [turned, setTurned] = useState<ReadonlySet<number>>(new Set());
  const turn = useCallback((index: number) => setTurned((now) => (now.has(index) ? new Set([...now].filter((one) => one !== index)) : new Set([...now, index]))), []);
  const plans = useMemo(() => list.map((annotation) => planAnnotation(annotation, { dashboard, time, scope, filters })), [list, dashboard, time, scope, filters]);
  const isOn = (index: number) => list[index]!.enable !== turned.has(index);
  const answers = useQueries({
    queries: plans.map((plan, index) => ({
      queryKey: ['annotation', plan.expr, plan.step, plan.time.from, plan.time.to],
      queryFn: ({ signal }: { signal: AbortSignal }) => ask(plan, signal),
      enabled: ready && isOn(index) && !plan.why,
      placeholderData: keepPreviousData,
      staleTime: Infinity,
      gcTime: 1_000,
      retry: false,
    })),
  });
  const marked = useMarked(plans, answers, isOn, resolved, scope);
  const switches = plans.map((plan, index): Switched => {
    const { annotation, alerts, why } = plan;
    const on = isOn(index) && !why;
    const { isFetching, error, data } = answers[index]!;
    const notice = why ?? (on ? noticeOf(data, marked[index]!.all) : undefined);
    return { index, annotation, alerts, on, unavailable: why !== undefined, loading: on && isFetching, error: on && error ? error.message : undefined, notice };
  });
  return { switches, marked, turn };
}

/** An alert may fire for thousands of series; so many are asked for. */
const mostSeries = 1000;

function ask({ expr, step, time }: AnnotationPlan, signal: AbortSignal): Promise<Answer<SampleSeries[]>> {
  const broken = whyRefused(expr);
  if (broken) return Promise.reject(new Error(broken));
  return querySamples(expr, { start: time.from, end: time.to, step, limit: mostSeries }, signal);
}

type Answered = UseQueryResult<Answer<SampleSeries[]>>;

/**
 * Worked out anew only when an answer or its time is: panels draw again when their marks are other ones. Until all
 * answers of a refresh are there, what was drawn before stands.
 */
function useMarked(plans: AnnotationPlan[], answers: Answered[], isOn: (index: number) => boolean, resolved: readonly Resolved[], scope: Scope): (Marked & { all: number })[] {
  const last = useRef<{ key: unknown[]; marked: (Marked & { all: number })[] }>({ key: [], marked: [] });
  const key = [scope, ...plans.flatMap(({ annotation, until }, i) => (isOn(i) ? [annotation, until, answers[i]!.data] : [annotation, null, null]))];
  if (answers.some(({ isPlaceholderData }, i) => isPlaceholderData && isOn(i)) && last.current.marked.length === plans.length) return last.current.marked;
  if (key.length === last.current.key.length && key.every((one, i) => one === last.current.key[i])) return last.current.marked;
  const concerns = concernsOf(resolved, scope);
  const marked = plans.map((plan, i) => {
    const data = isOn(i) ? answers[i]!.data?.data : undefined;
    const fill = (text: string) => interpolate(text, plan.scope, 'text');
    const all = !data ? [] : plan.alerts ? alertMarks(data, plan, concerns) : marksOf(data, { ...plan, interpolate: fill });
    return { annotation: plan.annotation, marks: newest(all), all: all.length };
  });
  last.current = { key, marked };
  return marked;
}

function noticeOf(data: Answer<SampleSeries[]> | undefined, all: number): string | undefined {
  const cut = all > mostMarks ? [`There are ${all.toLocaleString('en')}: only the newest ${mostMarks.toLocaleString('en')} are drawn.`] : [];
  return [...cut, ...(data?.warnings ?? [])].join(' ') || undefined;
}
