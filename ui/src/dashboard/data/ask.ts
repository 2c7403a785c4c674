/** Asks a panel's queries and makes frames of the answers. */
import { query, querySamples, type Range } from '../../api/prometheus';
import type { DataFrame } from '../grafana';
import type { Panel, Target } from '../model/types';
import type { PanelTime, QueryTiming } from '../panels/contract';
import { whyRefused } from '../variables/parses';
import { framesOf, seriesOfMoment, seriesOfRange } from './frames';

/** One query with everything filled in. */
export interface Question {
  target: Target;
  expr: string;
  /** Seconds. */
  step: number;
  instant: boolean;
  /** Fills variables into the legend. */
  legend: (text: string) => string;
}

export interface Answers {
  frames: DataFrame[];
  errors: string[];
  notices: string[];
  timings: QueryTiming[];
}

export interface Asking {
  questions: Question[];
  time: PanelTime;
  signal?: AbortSignal;
}

/** A query that fails takes nothing from the others. */
export async function ask({ questions, time, signal }: Asking): Promise<Answers> {
  const settled = await Promise.allSettled(
    questions.map((question) => askOne(question, time, questions.length > 1, signal)),
  );
  signal?.throwIfAborted();
  const answers: Answers = { frames: [], errors: [], notices: [], timings: [] };
  settled.forEach((outcome, i) => {
    if (outcome.status === 'rejected') {
      answers.errors.push(`${questions[i]!.target.refId}: ${(outcome.reason as Error).message}`);
      return;
    }
    answers.frames.push(...outcome.value.frames);
    answers.notices.push(...outcome.value.notices);
    answers.timings.push(outcome.value.timing);
  });
  return answers;
}

/** Thousands of lines say nothing and stop the tab; tables may be long. Where an answer was cut, the panel says so. */
const mostLines = 1000;
const mostRows = 10_000;

async function askOne(
  { target, expr, step, instant, legend }: Question,
  { from, to }: PanelTime,
  oneOfMany: boolean,
  signal?: AbortSignal,
): Promise<{ frames: DataFrame[]; notices: string[]; timing: QueryTiming }> {
  const broken = whyRefused(expr);
  if (broken) throw new Error(broken);
  const began = performance.now();
  const { series, notices } = instant
    ? await seriesAt(expr, to, signal)
    : await seriesOver(expr, { ...onSteps(from, to, step), step, limit: mostLines }, signal);
  const asked = instant ? 0 : step;
  return {
    frames: framesOf(series, { target, expr, step: asked, interpolate: legend, oneOfMany }),
    notices,
    timing: { refId: target.refId, expr, step: asked, millis: performance.now() - began, series: series.length },
  };
}

async function seriesAt(expr: string, time: number, signal?: AbortSignal) {
  const { data, warnings } = await query(expr, time, signal, { limit: mostRows });
  return { series: seriesOfMoment(data), notices: warnings };
}

async function seriesOver(expr: string, range: Range, signal?: AbortSignal) {
  const { data, warnings } = await querySamples(expr, range, signal);
  return { series: seriesOfRange(data), notices: warnings };
}

/** Both ends on multiples of the step, so that a refresh asks for the same moments again. */
function onSteps(from: number, to: number, step: number): { start: number; end: number } {
  const down = (ms: number) => Math.floor(ms / (step * 1000)) * step * 1000;
  return { start: down(from), end: down(to) };
}

/** The queries that a panel really asks: neither hidden nor empty. */
export function askedTargets(panel: Panel): Target[] {
  return panel.targets.filter(({ hide, expr, panelId }) => !hide && (panelId !== undefined || (typeof expr === 'string' && expr.trim() !== '')));
}
