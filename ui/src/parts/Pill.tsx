import type { ReactNode } from 'react';
import css from './Pill.module.css';

/** What a colour means. Nothing on a page is coloured for any other reason. */
export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'quiet';

export function Pill({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={`${css.pill} ${css[tone]}`} title={title}>
      {children}
    </span>
  );
}

/** A dot beside a name. The meaning is also in `label`, since colour alone does not reach everyone. */
export function Dot({ tone, label }: { tone: Tone; label: string }) {
  return <span className={`${css.dot} ${css[tone]}`} role="img" aria-label={label} title={label} />;
}

export function severityTone(severity: string | undefined): Tone {
  switch (severity?.toLowerCase()) {
    case 'critical':
    case 'page':
    case 'error':
    case 'emergency':
      return 'bad';
    case 'warning':
    case 'warn':
    case 'ticket':
      return 'warn';
    case 'info':
    case 'none':
      return 'info';
    default:
      return 'quiet';
  }
}

/** The order in which severities are listed: what wakes someone first. */
export function severityRank(severity: string | undefined): number {
  return ['bad', 'warn', 'quiet', 'info', 'ok'].indexOf(severityTone(severity));
}

export function Severity({ of }: { of: string | undefined }) {
  return <Pill tone={severityTone(of)}>{of ?? 'no severity'}</Pill>;
}
