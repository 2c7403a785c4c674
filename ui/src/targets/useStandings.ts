import { useMemo } from 'react';
import { useBudgets } from '../api/hooks';
import type { Standing } from '../api/lookout';
import type { Labels, Target } from '../api/prometheus';

/** Finds how a target stands against its budget: both are told from others by all their labels. */
export function useStandings(): (target: Target) => Standing | undefined {
  const { data } = useBudgets();
  const byLabels = useMemo(() => new Map(data?.targets.map((standing) => [keyOf(standing.labels), standing])), [data]);
  return (target) => byLabels.get(keyOf(target.labels));
}

const keyOf = (labels: Labels) => JSON.stringify(Object.entries(labels).sort());
