import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useScheme } from '../../parts/useScheme';
import { transform, unknownTransformations, type DataFrame, type DataTransformerConfig } from '../grafana';
import type { Shown } from '../layout/sections';
import type { Panel, Transformation } from '../model/types';
import { usePanelMarks } from '../annotations/context';
import { useDashboard } from '../page/context';
import type { PanelData, PanelKind, PanelTime } from '../panels/contract';
import { interpolate } from '../variables/interpolate';
import { ask, type Answers } from './ask';
import { configured } from './configured';
import { panelTime } from './panelTime';
import { asksAnything, planOf, type Plan } from './plan';
import { replacerOf } from './replace';

const nothing: Answers = { frames: [], errors: [], notices: [], timings: [] };

/** A panel's data, asked again when anything that it depends on changes; the last answer stays until the next is there. */
export function usePanelData({ panel, scope }: Shown, kind: PanelKind, width: number, visible: boolean): PanelData {
  const context = useDashboard();
  const time = useMemo(() => panelTime(panel, context.time), [panel, context.time]);
  const plan = useMemo(() => planOf(panel, { context, scope, time, width }), [panel, context, scope, time, width]);
  const asks = kind.queries && asksAnything(plan);
  const answer = useQuery({
    queryKey: ['panel', ...plan.key],
    queryFn: ({ signal }) => answerOf(panel.transformations, plan, time, signal),
    placeholderData: keepPreviousData,
    enabled: asks && visible && context.ready && width > 0,
    // Every refresh makes a new key: answers that nobody shows any more are not worth their memory.
    gcTime: 1_000,
    staleTime: Infinity,
  });
  // Who takes the last query of a panel away does not want its last answer.
  const data = asks ? answer.data : undefined;
  const frames = useConfigured(data?.frames, panel, kind, plan);
  const annotations = usePanelMarks(panel.id, time);
  const { errors, notices, timings } = data ?? nothing;
  return {
    frames,
    state: stateOf(asks, answer),
    errors: asks && answer.error ? [answer.error.message] : errors,
    notices: [...plan.notices, ...notices],
    time,
    timings,
    annotations,
  };
}

interface Outcome {
  data?: Answers;
  error: Error | null;
  isFetching: boolean;
}

function stateOf(asks: boolean, { data, error, isFetching }: Outcome): PanelData['state'] {
  if (!asks) return 'done';
  if (error || (data && data.errors.length > 0 && data.frames.length === 0)) return 'error';
  return isFetching || !data ? 'loading' : 'done';
}

async function answerOf(transformations: Transformation[], plan: Plan, time: PanelTime, signal: AbortSignal): Promise<Answers> {
  const others = plan.borrowed.map((one) => answerOf(one.transformations, one.plan, time, signal));
  const answers = joined(await Promise.all([ask({ questions: plan.questions, time, signal }), ...others]));
  try {
    const steps = transformations as DataTransformerConfig[];
    const fillIn = (text: string) => interpolate(text, plan.scope, 'text');
    const unknown = unknownTransformations(steps).map((id) => `The transformation “${id}” is not known here and was left out.`);
    return { ...answers, notices: [...answers.notices, ...unknown], frames: await transform(answers.frames, steps, fillIn) };
  } catch (cause) {
    const error = `A transformation failed: ${(cause as Error).message}`;
    return { ...answers, errors: [...answers.errors, error] };
  }
}

function joined(answers: Answers[]): Answers {
  if (answers.length === 1) return answers[0]!;
  return {
    frames: answers.flatMap(({ frames }) => frames),
    errors: answers.flatMap(({ errors }) => errors),
    notices: answers.flatMap(({ notices }) => notices),
    timings: answers.flatMap(({ timings }) => timings),
  };
}

const noFrames: DataFrame[] = [];

function useConfigured(frames: DataFrame[] = noFrames, panel: Panel, kind: PanelKind, plan: Plan): DataFrame[] {
  const scheme = useScheme();
  const { timeZone } = useDashboard();
  return useMemo(() => {
    const fieldDefaults = kind.fieldDefaults ?? {};
    return configured(frames, panel, { scheme, timeZone, fieldDefaults, replaceVariables: replacerOf(plan.scope) });
  }, [frames, panel, kind, scheme, timeZone, plan.scope]);
}
