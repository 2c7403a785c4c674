import type { FindingCounts } from '../../api/dashboards';
import { Pill } from '../../parts/Pill';
import { describe, total, toneOf } from './counts';

/** How many findings a dashboard of the list has; nothing for one without any. */
export function FindingCount({ of }: { of: FindingCounts }) {
  const n = total(of);
  if (n === 0) return null;
  return (
    <Pill tone={toneOf(of)} title={describe(of)}>
      {n === 1 ? '1 finding' : `${n} findings`}
    </Pill>
  );
}
