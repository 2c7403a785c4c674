import { describe, expect, it } from 'vitest';
import type { PushedGroup } from '../api/lookout';
import { filterGroups, isUnread, type PushState } from './filter';

function group(id: string, pushed: string | null, failed: string | null, failing = false): PushedGroup {
  return {
    id,
    labels: { job: id, instance: 'db1' },
    pushed,
    failed,
    failing,
    failure: failed ? 'it has a timestamp' : '',
    expires: null,
    metrics: 1,
    samples: 1,
  };
}

const list = [
  group('early', '2026-01-01T00:00:00Z', null),
  group('late', '2026-01-03T00:00:00Z', null),
  group('never', null, '2026-01-02T00:00:00Z', true),
  group('again', '2026-01-04T00:00:00Z', '2026-01-05T00:00:00Z', true),
];

describe('filterGroups', () => {
  it.each<[string, PushState, string[]]>([
    ['', '', ['again', 'never', 'late', 'early']],
    ['', 'failing', ['again', 'never']],
    ['job="late"', '', ['late']],
    ['DB1 timestamp', '', ['again', 'never']],
    ['nothing', '', []],
  ])('text %j and state %j leave %j', (text, state, ids) => {
    expect(filterGroups(list, text, state).map(({ id }) => id)).toEqual(ids);
  });
});

describe('isUnread', () => {
  const now = Date.parse('2026-01-01T00:10:00Z');
  it.each<[string | undefined, boolean]>([
    [undefined, false],
    ['2026-01-01T00:01:00Z', true],
    ['2026-01-01T00:09:00Z', false],
  ])('read at %j: %j', (since, unread) => {
    expect(isUnread(since, now)).toBe(unread);
  });
});
