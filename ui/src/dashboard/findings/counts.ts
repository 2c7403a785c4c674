import type { Finding, FindingCounts } from '../../api/dashboards';
import type { Tone } from '../../parts/Pill';

export function countsOf(findings: readonly Finding[]): NonNullable<FindingCounts> {
  const of = (severity: Finding['severity']) => findings.filter((one) => one.severity === severity).length;
  return { errors: of('error'), warnings: of('warning'), infos: of('info') };
}

/** In words, the worst first; empty if there is nothing to say. */
export function describe(counts: FindingCounts): string {
  if (counts === null) return '';
  const parts = [
    [counts.errors, 'error'],
    [counts.warnings, 'warning'],
  ] as const;
  const words = parts.filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}${n === 1 ? '' : 's'}`);
  return [...words, ...(counts.infos > 0 ? [`${counts.infos} for information`] : [])].join(', ');
}

export const total = (counts: FindingCounts) => (counts === null ? 0 : counts.errors + counts.warnings + counts.infos);

/** The colour of the worst. What is only worth knowing has none. */
export function toneOf(counts: FindingCounts): Tone {
  if (counts?.errors) return 'bad';
  return counts?.warnings ? 'warn' : 'quiet';
}
