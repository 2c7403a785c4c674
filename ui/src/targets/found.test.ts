import { describe, expect, it } from 'vitest';
import type { Discovery, Mechanism } from '../api/lookout';
import type { Target } from '../api/prometheus';
import { finderOf, findersOf, foundOf, leftMatchesText } from './found';

const mechanism = (job: string, more: Partial<Mechanism>): Mechanism => ({
  job,
  mechanism: 'ec2',
  convention: true,
  lastRefresh: null,
  lastSuccess: null,
  refreshes: 0,
  failures: 0,
  error: '',
  kept: 0,
  dashboards: [],
  dropped: [],
  droppedMore: 0,
  ...more,
});
const candidate = { name: 'i-1', address: '', labels: { team: 'shop' }, reason: 'its tag Prometheus is "0"' };
const discovery: Discovery = {
  mechanisms: [
    mechanism('discover/ec2', { error: 'token expired', dropped: [candidate], droppedMore: 3 }),
    mechanism('plain', { mechanism: 'static', convention: false, dropped: [candidate], droppedMore: 9 }),
  ],
  targets: [
    { job: 'plain', url: 'http://a/metrics', labels: {}, health: 'up', lastError: '', foundBy: 'static' },
    { job: 'plain', url: 'http://b/metrics', labels: {}, health: 'up', lastError: '', foundBy: 'dns' },
  ],
};
const target = (scrapeUrl: string) => ({ scrapePool: 'plain', scrapeUrl }) as Target;

describe('foundOf', () => {
  const found = foundOf(discovery);
  it('tells who found a target, and who found those of a job', () => {
    expect(finderOf(found, target('http://b/metrics'))).toBe('dns');
    expect(finderOf(found, target('http://elsewhere/'))).toBe('');
    expect(findersOf(found, [target('http://a/metrics'), target('http://b/metrics')])).toBe('dns, static');
  });
  it('lists what fails, and what the discover block left out', () => {
    expect(found.failing.map(({ job }) => job)).toEqual(['discover/ec2']);
    expect(found.left).toEqual([{ ...candidate, job: 'discover/ec2', mechanism: 'ec2' }]);
    expect(found.leftMore).toBe(3);
  });
  it('is empty before the server has told', () => {
    expect(foundOf(undefined)).toEqual({ by: new Map(), mechanisms: [], failing: [], left: [], leftMore: 0 });
  });
});

it.each([
  ['i-1 tag', true],
  ['team=shop', true],
  ['ec2', true],
  ['billing', false],
])('a candidate with %s matches: %s', (text, matches) => {
  expect(leftMatchesText({ ...candidate, job: 'discover/ec2', mechanism: 'ec2' }, text)).toBe(matches);
});
