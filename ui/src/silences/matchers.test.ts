import { describe, expect, it } from 'vitest';
import type { Matcher } from '../api/alertmanager';
import { formatMatcher, matcherProblem, matchersProblem, matchesLabels, parseMatcher, parseMatchers } from './matchers';

const equal = (name: string, value: string): Matcher => ({ name, value, isRegex: false, isEqual: true });

describe('parseMatcher', () => {
  it.each([
    ['job="node"', equal('job', 'node')],
    [' job = node ', equal('job', 'node')],
    ['job!="node"', { ...equal('job', 'node'), isEqual: false }],
    ['job=~"a|b"', { ...equal('job', 'a|b'), isRegex: true }],
    ['job!~"a.*"', { name: 'job', value: 'a.*', isRegex: true, isEqual: false }],
    ['path="C:\\\\tmp \\"x\\""', equal('path', 'C:\\tmp "x"')],
    ['job=""', equal('job', '')],
    ['job=', equal('job', '')],
    ['"service.name"="api"', equal('service.name', 'api')],
    ['expr="a=b"', equal('expr', 'a=b')],
  ])('reads %s', (text, matcher) => expect(parseMatcher(text)).toEqual(matcher));

  it.each(['', 'job', '="x"', 'job="x', 'job=a,b', 'job="a" or "b"'])('refuses %j', (text) => {
    expect(parseMatcher(text)).toHaveProperty('error');
  });
});

describe('parseMatchers', () => {
  it('takes what people paste', () => {
    expect(parseMatchers('{alertname="Down", instance=~"a,b|c"}')).toEqual([
      equal('alertname', 'Down'),
      { ...equal('instance', 'a,b|c'), isRegex: true },
    ]);
  });
  it('reads nothing from nothing', () => expect(parseMatchers(' {} ')).toEqual([]));
  it('says which piece is wrong', () => {
    expect(parseMatchers('a="b", c')).toEqual({ error: expect.stringContaining('“c”') });
  });
});

describe('formatMatcher', () => {
  it.each([
    equal('job', 'node'),
    equal('job', 'a "quoted" \\ value\nin two lines'),
    { name: 'service.name', value: '.*', isRegex: true, isEqual: false },
  ])('writes what parseMatcher reads: %j', (matcher) => {
    expect(parseMatcher(formatMatcher(matcher))).toEqual(matcher);
  });
});

describe('validation', () => {
  it('finds a missing name and a broken expression', () => {
    expect(matcherProblem(equal('', 'x'))).not.toBeNull();
    expect(matcherProblem({ ...equal('job', '('), isRegex: true })).not.toBeNull();
    expect(matcherProblem(equal('job', '('))).toBeNull();
  });
  it('leaves to the server what a browser cannot judge', () => {
    expect(matcherProblem({ ...equal('job', '(?i)node'), isRegex: true })).toBeNull();
  });
  it.each([
    [[], true],
    [[equal('job', '')], true],
    [[{ ...equal('job', '.*'), isRegex: true }], true],
    [[{ ...equal('job', 'x'), isEqual: false }], true],
    [[equal('job', ''), equal('team', 'sre')], false],
  ])('does not let everything be silenced: %j', (matchers: Matcher[], refused) => {
    expect(matchersProblem(matchers) !== null).toBe(refused);
  });
});

describe('matchesLabels', () => {
  const labels = { job: 'node' };
  it.each([
    ['job="node"', true],
    ['job=~"no"', false],
    ['job=~"no.*"', true],
    ['team=""', true],
    ['team!="sre"', true],
    ['job!~"n.*"', false],
  ])('%s: %s', (text, expected) => expect(matchesLabels(parseMatcher(text) as Matcher, labels)).toBe(expected));
});
