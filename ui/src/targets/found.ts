import type { Candidate, Discovery, Mechanism } from '../api/lookout';
import type { Target } from '../api/prometheus';

/** A candidate that was not taken, with who came across it. */
export interface Left extends Candidate {
  job: string;
  mechanism: string;
}

/** What is known of how targets were found; empty while the server has not told yet. */
export interface Found {
  /** The mechanism of a target, by job and address. */
  by: Map<string, string>;
  mechanisms: Mechanism[];
  failing: Mechanism[];
  /** Of the discover block; what relabelling drops, Prometheus' API lists itself. */
  left: Left[];
  leftMore: number;
}

export function foundOf(discovery: Discovery | undefined): Found {
  const mechanisms = discovery?.mechanisms ?? [];
  const conventions = mechanisms.filter(({ convention }) => convention);
  return {
    by: new Map((discovery?.targets ?? []).map(({ job, url, foundBy }) => [`${job} ${url}`, foundBy])),
    mechanisms,
    failing: mechanisms.filter(({ error }) => error !== ''),
    left: conventions.flatMap(({ job, mechanism, dropped }) =>
      dropped.map((candidate) => ({ ...candidate, job, mechanism })),
    ),
    leftMore: conventions.reduce((sum, { droppedMore }) => sum + droppedMore, 0),
  };
}

export const finderOf = (found: Found, target: Target) => found.by.get(`${target.scrapePool} ${target.scrapeUrl}`) ?? '';

/** The mechanisms that found the targets of a job, in a few words. */
export function findersOf(found: Found, targets: Target[]): string {
  return [...new Set(targets.map((target) => finderOf(found, target)))].filter(Boolean).sort().join(', ');
}

/** Every word of the text must occur in the name, the reason, the job or a label. */
export function leftMatchesText(left: Left, text: string): boolean {
  const pieces = [
    left.name,
    left.address,
    left.reason,
    left.job,
    ...Object.entries(left.labels).map(([name, value]) => `${name}=${value}`),
  ].map((piece) => piece.toLowerCase());
  return text
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => pieces.some((piece) => piece.includes(word)));
}
