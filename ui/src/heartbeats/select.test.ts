import { describe, expect, it } from 'vitest';
import type { Heartbeat, HeartbeatState } from '../api/lookout';
import { countStates, curlLine, selectHeartbeats, type StateFilter } from './select';

function heartbeat(name: string, state: HeartbeatState, message = '', labels = {}): Heartbeat {
  return {
    name,
    state,
    message,
    labels,
    schedule: 'every 1d',
    graceSeconds: 300,
    maxRuntimeSeconds: 0,
    late: state === 'late',
    failed: state === 'failed',
    overrunning: false,
    due: '2026-01-15T12:00:00Z',
    runningSince: null,
    lastCheckIn: null,
    lastSuccess: null,
    lastSeconds: null,
    url: `http://lookout/heartbeat/${name}`,
  };
}

const list = [
  heartbeat('backup', 'ok', '', { team: 'storage' }),
  heartbeat('rotate', 'late'),
  heartbeat('archive', 'late'),
  heartbeat('report', 'failed', 'no space left'),
];

describe('selectHeartbeats', () => {
  it.each<[string, StateFilter, string[]]>([
    ['', '', ['report', 'archive', 'rotate', 'backup']],
    ['', 'late', ['archive', 'rotate']],
    ['team=storage', '', ['backup']],
    ['SPACE left', '', ['report']],
    ['every', 'ok', ['backup']],
    ['backup', 'late', []],
  ])('with %j in state %j lists %j', (text, state, names) => {
    expect(selectHeartbeats(list, text, state).map(({ name }) => name)).toEqual(names);
  });
});

it('counts the states that there are', () => {
  expect(countStates(list)).toEqual([
    ['failed', 1],
    ['late', 2],
    ['ok', 1],
  ]);
});

it('writes a line that is quiet, bounded in time and tries again', () => {
  expect(curlLine('http://lookout/heartbeat/a')).toBe(
    'curl -fsS -m 10 --retry 5 -o /dev/null http://lookout/heartbeat/a',
  );
});
