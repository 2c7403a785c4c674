/** What the Probes page lists, and how it says when a certificate ends. */
import type { LegacyCheck, LegacyStatus, Probe } from '../api/lookout';
import type { Tone } from '../parts/Pill';

export type ProbeState = '' | Probe['state'];

export const keyOf = ({ job, module, target, hostname }: Probe) => `${job} ${module} ${target} ${hostname}`;

const rank: Record<Probe['state'], number> = { down: 0, pending: 1, up: 2 };

/** What fails comes first; otherwise the order is that of the configuration. */
export function selectProbes(probes: Probe[], text: string, state: ProbeState): Probe[] {
  return probes
    .filter((probe) => (state === '' || probe.state === state) && hasWords(wordsOf(probe), text))
    .sort((a, b) => rank[a.state] - rank[b.state]);
}

const wordsOf = ({ job, module, target, hostname, labels, last }: Probe) => [
  job,
  module,
  target,
  hostname,
  last?.reason ?? '',
  last?.status ?? '',
  ...Object.entries(labels).map(([name, value]) => `${name}=${value}`),
];

function hasWords(haystack: string[], text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => haystack.some((piece) => piece.toLowerCase().includes(word)));
}

/** What asks once more, to be pasted into a shell. Others choose targets where the endpoint is open to them. */
export function commandOf({ module, target, hostname }: Probe): string {
  const name = hostname === '' ? '' : ` --hostname ${quoted(hostname)}`;
  const known = module.startsWith('probes/') ? ' --config lookout.yml' : '';
  return `lookout probe ${quoted(target)} --module ${quoted(module)}${name}${known}`;
}

/** A word that a shell takes as it stands; control characters might be keys to a terminal. */
const quoted = (word: string) => `'${word.replace(/\p{Cc}/gu, '').replaceAll("'", `'\\''`)}'`;

const day = 86_400_000;

/** Days until a certificate ends, in the colours of the built-in rules: two days wake someone, fourteen are a warning. */
export function certificate(ends: string | undefined, now: number): { text: string; tone: Tone } | null {
  const at = Date.parse(ends ?? '');
  if (Number.isNaN(at)) return null;
  const days = (at - now) / day;
  if (days < 0) return { text: 'has ended', tone: 'bad' };
  const text = days < 1 ? 'less than a day' : days < 2 ? '1 day' : `${Math.floor(days)} days`;
  return { text, tone: days < 2 ? 'bad' : days < 14 ? 'warn' : 'quiet' };
}

export const stateTone: Record<LegacyCheck['state'], Tone> = {
  ok: 'ok',
  warning: 'warn',
  critical: 'bad',
  unknown: 'info',
};

const worst: LegacyCheck['state'][] = ['critical', 'unknown', 'warning', 'ok'];

/** The checks of an endpoint, the worst first. */
export const byState = (checks: LegacyCheck[]) =>
  [...checks].sort((a, b) => worst.indexOf(a.state) - worst.indexOf(b.state) || a.name.localeCompare(b.name));

/** How an endpoint is as a whole: as its worst check. */
export function toneOf({ time, error, checks }: LegacyStatus): Tone {
  if (!time) return 'quiet';
  if (error !== '') return 'bad';
  const first = byState(checks)[0];
  return first ? stateTone[first.state] : 'ok';
}
