import { describe, expect, it } from 'vitest';
import type { Silence } from '../api/alertmanager';
import { copyOf, draftOf, endOf, newDraft, problemsOf, toSilence, type Draft } from './draft';

const now = Date.UTC(2026, 0, 15, 12);
const hour = 3_600_000;
const job = { name: 'job', value: 'node', isRegex: false, isEqual: true };
const good: Draft = { ...newDraft([job], 'ada'), comment: 'Kernel upgrade' };

const silence: Silence = {
  id: 'abc',
  matchers: [job],
  startsAt: new Date(now - hour + 123).toISOString(),
  endsAt: new Date(now + hour).toISOString(),
  updatedAt: '',
  createdBy: 'grace',
  comment: 'Move',
  status: { state: 'active' },
};

describe('problemsOf', () => {
  it('finds none in a complete draft', () => expect(problemsOf(good, now)).toEqual({}));
  it.each<[Partial<Draft>, string]>([
    [{ matchers: [] }, 'matchers'],
    [{ starts: 'tomorrow' }, 'starts'],
    [{ ends: 'later' }, 'ends'],
    [{ ends: '2020-01-01' }, 'ends'],
    [{ starts: 'now+3h', ends: 'now+2h' }, 'ends'],
    [{ author: '  ' }, 'author'],
    [{ comment: '' }, 'comment'],
  ])('finds what is wrong with %j', (change, field) => {
    expect(Object.keys(problemsOf({ ...good, ...change }, now))).toEqual([field]);
  });
});

describe('endOf', () => {
  it('counts a length from a start to come', () =>
    expect(endOf({ ...good, starts: 'now+1h' }, now)).toBe(now + 3 * hour));
  it('counts a length from now for a silence that has begun', () => {
    expect(endOf({ ...draftOf(silence), ends: '30m' }, now)).toBe(now + hour / 2);
  });
  it('takes a date as it is', () => {
    expect(endOf({ ...good, ends: '2026-02-01T00:00:00Z' }, now)).toBe(Date.UTC(2026, 1, 1));
  });
});

describe('toSilence', () => {
  it('makes a new silence', () => {
    expect(toSilence({ ...good, comment: ' Kernel upgrade ' }, now)).toEqual({
      id: undefined,
      matchers: [job],
      startsAt: '2026-01-15T12:00:00.000Z',
      endsAt: '2026-01-15T14:00:00.000Z',
      createdBy: 'ada',
      comment: 'Kernel upgrade',
    });
  });
  it('keeps an untouched start to the millisecond, so that the server changes the silence in place', () => {
    expect(toSilence(draftOf(silence), now)).toMatchObject({ id: 'abc', startsAt: silence.startsAt });
  });
  it('makes a copy of an expired one under a new id', () => {
    const copy = toSilence(copyOf(silence, 'ada'), now);
    expect(copy).toMatchObject({
      id: undefined,
      createdBy: 'ada',
      comment: 'Move',
      startsAt: new Date(now).toISOString(),
    });
  });
});
