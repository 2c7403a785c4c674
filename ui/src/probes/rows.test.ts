import { describe, expect, it } from 'vitest';
import type { LegacyStatus, Probe } from '../api/lookout';
import { byState, certificate, commandOf, keyOf, selectProbes, toneOf } from './rows';

const probe = (target: string, state: Probe['state'], reason = ''): Probe => ({
  job: 'shop',
  module: 'http_2xx',
  prober: 'http',
  target,
  hostname: '',
  labels: { team: 'cart' },
  state,
  last:
    state === 'pending'
      ? undefined
      : { time: '2026-01-01T00:00:00Z', durationSeconds: 0.1, status: '', reason, steps: [] },
});

describe('selectProbes', () => {
  const probes = [probe('https://a', 'up'), probe('https://b', 'pending'), probe('https://c', 'down', 'status 500')];
  const targets = (text: string, state: '' | Probe['state'] = '') =>
    selectProbes(probes, text, state).map(({ target }) => target);

  it('lists what fails first', () => expect(targets('')).toEqual(['https://c', 'https://b', 'https://a']));
  it('finds by reason and by label', () => {
    expect(targets('500')).toEqual(['https://c']);
    expect(targets('team=cart https')).toHaveLength(3);
  });
  it('keeps to a state', () => expect(targets('', 'up')).toEqual(['https://a']));
});

describe('commandOf', () => {
  const command = (target: string, module = 'http_2xx') => commandOf({ ...probe(target, 'up'), module });

  it('asks the target with its module', () =>
    expect(command('https://a', 'probes/login page')).toBe(
      "lookout probe 'https://a' --module 'probes/login page' --config lookout.yml",
    ));
  it('asks for the name that was asked for', () =>
    expect(commandOf({ ...probe('https://10.0.0.7', 'up'), hostname: 'shop' })).toBe(
      "lookout probe 'https://10.0.0.7' --module 'http_2xx' --hostname 'shop'",
    ));
  it('lets no target out of its quotes', () =>
    expect(command("a'; rm -rf ~ #\n\u001b")).toBe(`lookout probe 'a'\\''; rm -rf ~ #' --module 'http_2xx'`));
});

describe('keyOf', () => {
  it('tells questions for two names of one address apart', () =>
    expect(keyOf({ ...probe('https://10.0.0.7', 'up'), hostname: 'shop' })).not.toBe(keyOf(probe('https://10.0.0.7', 'up'))));
});

describe('certificate', () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    ['2026-03-01T00:00:00Z', '59 days', 'quiet'],
    ['2026-01-14T00:00:00Z', '13 days', 'warn'],
    ['2026-01-02T12:00:00Z', '1 day', 'bad'],
    ['2026-01-01T06:00:00Z', 'less than a day', 'bad'],
    ['2025-12-31T00:00:00Z', 'has ended', 'bad'],
  ])('that ends %s: %s', (ends, text, tone) => expect(certificate(ends, now)).toEqual({ text, tone }));
  it('may be none', () => expect(certificate(undefined, now)).toBeNull());
});

describe('legacy status', () => {
  const status = (over: Partial<LegacyStatus>): LegacyStatus => ({
    job: 'shop',
    target: 'https://a',
    labels: {},
    time: '2026-01-01T00:00:00Z',
    durationSeconds: 0.1,
    error: '',
    checks: [],
    problems: [],
    ...over,
  });
  const check = (name: string, state: 'ok' | 'warning' | 'critical' | 'unknown') => ({ name, state, word: state, message: '' });

  it('lists the worst first, and what nobody knows before a warning', () =>
    expect(
      byState([check('a', 'ok'), check('b', 'warning'), check('c', 'critical'), check('d', 'unknown')]).map(({ name }) => name),
    ).toEqual(['c', 'd', 'b', 'a']));
  it('is as its worst check', () => {
    expect(toneOf(status({ checks: [check('a', 'ok'), check('b', 'warning')] }))).toBe('warn');
    expect(toneOf(status({ error: 'refused' }))).toBe('bad');
    expect(toneOf(status({ time: undefined }))).toBe('quiet');
  });
});
