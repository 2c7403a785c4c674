/** What the Targets page lists: jobs with their targets, after filtering. */
import type { MissingTarget } from '../api/lookout';
import type { DroppedTarget, Target } from '../api/prometheus';
import { groupBy } from '../format/groupBy';

export type StateFilter = '' | 'up' | 'down' | 'unknown' | 'missing' | 'dropped' | 'mechanisms' | 'teams';

export interface Job {
  name: string;
  targets: Target[];
  /** How many of all the job's targets, filtered out or not, are up, and how many there are. */
  up: number;
  total: number;
}

/** Every word of the text must occur in the address, a label or the error. */
export function matchesText(target: Target, text: string): boolean {
  return hasWords([target.scrapeUrl, target.lastError, target.scrapePool, ...pairs(target.labels)], text);
}

export function droppedMatchesText(target: DroppedTarget, text: string): boolean {
  return hasWords(pairs(target.discoveredLabels), text);
}

export function missingMatchesText({ url, foundBy, reason, labels }: MissingTarget, text: string): boolean {
  return hasWords([url, foundBy, reason, ...pairs(labels)], text);
}

const pairs = (labels: Record<string, string>) => Object.entries(labels).map(([name, value]) => `${name}=${value}`);

function hasWords(haystack: string[], text: string): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return words.every((word) => haystack.some((piece) => piece.toLowerCase().includes(word)));
}

/** Jobs with something down come first, then by name; within a job what is down comes first. */
export function selectJobs(targets: Target[], text: string, state: StateFilter): Job[] {
  const jobs = [...groupBy(targets, ({ scrapePool }) => scrapePool)].map(([name, all]) => ({
    name,
    targets: all
      .filter((target) => (state === '' || target.health === state) && matchesText(target, text))
      .sort(byHealth),
    up: all.filter(({ health }) => health === 'up').length,
    total: all.length,
  }));
  return jobs
    .filter((job) => job.targets.length > 0)
    .sort((a, b) => Number(isTroubled(b)) - Number(isTroubled(a)) || a.name.localeCompare(b.name));
}

export const isTroubled = (job: Job) => job.targets.some(({ health }) => health === 'down');

const healthRank = { down: 0, unknown: 1, up: 2 };

function byHealth(a: Target, b: Target): number {
  return healthRank[a.health] - healthRank[b.health] || a.scrapeUrl.localeCompare(b.scrapeUrl);
}

/** Names a target in lists and URLs. Of dropped ones only the address is sure to be there. */
export function keyOf(target: Target | DroppedTarget): string {
  return 'scrapeUrl' in target
    ? `${target.scrapePool} ${target.scrapeUrl}`
    : `dropped ${target.discoveredLabels.job ?? ''} ${target.discoveredLabels.__address__ ?? ''}`;
}

export type Row = { kind: 'job'; job: Job; open: boolean } | { kind: 'target'; target: Target; last: boolean };

/** The page as one flat list, which is what can be rendered in part. */
export function rowsOf(jobs: Job[], isOpen: (job: Job) => boolean): Row[] {
  return jobs.flatMap((job): Row[] => {
    const open = isOpen(job);
    const targets = open ? job.targets : [];
    return [
      { kind: 'job', job, open },
      ...targets.map((target, i): Row => ({ kind: 'target', target, last: i === targets.length - 1 })),
    ];
  });
}
