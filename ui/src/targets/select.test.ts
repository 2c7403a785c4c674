import { describe, expect, it } from 'vitest';
import type { MissingTarget } from '../api/lookout';
import type { Target } from '../api/prometheus';
import { rowsOf, selectJobs, type StateFilter, missingMatchesText } from './select';

function target(scrapePool: string, instance: string, health: Target['health'], lastError = ''): Target {
  return {
    scrapePool,
    health,
    lastError,
    labels: { job: scrapePool, instance },
    discoveredLabels: {},
    scrapeUrl: `http://${instance}/metrics`,
    globalUrl: '',
    lastScrape: '',
    lastScrapeDuration: 0,
    scrapeInterval: '15s',
    scrapeTimeout: '10s',
  };
}

const targets = [
  target('api', 'a:80', 'up'),
  target('api', 'b:80', 'up'),
  target('node', 'c:9100', 'up'),
  target('node', 'd:9100', 'down', 'connection refused'),
];

describe('selectJobs', () => {
  const names = (text: string, state: StateFilter) =>
    selectJobs(targets, text, state).map((job) => [job.name, job.targets.map(({ labels }) => labels.instance)]);

  it('puts jobs and targets in trouble first', () => {
    expect(names('', '')).toEqual([
      ['node', ['d:9100', 'c:9100']],
      ['api', ['a:80', 'b:80']],
    ]);
  });
  it.each<[string, StateFilter, string[]]>([
    ['', 'down', ['d:9100']],
    ['refused', '', ['d:9100']],
    ['job=api b:', '', ['b:80']],
    ['API', 'down', []],
  ])('text %j and state %j leave %j', (text, state, instances) => {
    expect(selectJobs(targets, text, state).flatMap((job) => job.targets.map(({ labels }) => labels.instance))).toEqual(
      instances,
    );
  });
  it('counts the whole job whatever is filtered', () => {
    expect(selectJobs(targets, '', 'down')[0]).toMatchObject({ name: 'node', up: 1, total: 2 });
  });
});

it('rowsOf lists the targets of open jobs only', () => {
  const rows = rowsOf(selectJobs(targets, '', ''), (job) => job.name === 'api');
  expect(rows.map((row) => (row.kind === 'job' ? row.job.name : row.target.labels.instance))).toEqual([
    'node',
    'api',
    'a:80',
    'b:80',
  ]);
});

it.each<[string, boolean]>([
  ['kafka', true],
  ['DNS gone', true],
  ['role=broker', true],
  ['dropped', false],
])('finds a missing target by %j: %j', (text, found) => {
  const target: MissingTarget = {
    job: 'kafka',
    instance: 'kafka-2',
    url: 'http://10.0.0.2:9273/metrics',
    labels: { job: 'kafka', instance: 'kafka-2', role: 'broker' },
    foundBy: 'dns',
    reason: 'gone',
    firstSeen: '2026-01-01T00:00:00Z',
    since: '2026-01-15T00:00:00Z',
    retiresAt: null,
  };
  expect(missingMatchesText(target, text)).toBe(found);
});
