import { describe, expect, it } from 'vitest';
import type { Silence } from '../api/alertmanager';
import { filterSilences, type SilenceState } from './filter';

function silence(id: string, state: Silence['status']['state'], endsAt: string, job: string): Silence {
  return {
    id,
    endsAt,
    startsAt: endsAt,
    updatedAt: endsAt,
    createdBy: 'ada',
    comment: 'Upgrade',
    matchers: [{ name: 'job', value: job, isRegex: false, isEqual: true }],
    status: { state },
  };
}

const list = [
  silence('old', 'expired', '2026-01-01T00:00:00Z', 'node'),
  silence('older', 'expired', '2025-01-01T00:00:00Z', 'node'),
  silence('late', 'active', '2026-03-02T00:00:00Z', 'api'),
  silence('soon', 'active', '2026-03-01T00:00:00Z', 'node'),
  silence('next', 'pending', '2026-02-01T00:00:00Z', 'node'),
];

describe('filterSilences', () => {
  it.each<[string, SilenceState, string[]]>([
    ['', '', ['soon', 'late', 'next']],
    ['', 'expired', ['old', 'older']],
    ['job="api"', '', ['late']],
    ['ADA upgrade', 'pending', ['next']],
    ['older', '', ['older']],
    ['nothing', '', []],
  ])('text %j and state %j leave %j', (text, state, ids) => {
    expect(filterSilences(list, text, state).map(({ id }) => id)).toEqual(ids);
  });
});
