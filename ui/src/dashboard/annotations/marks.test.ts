import { describe, expect, it } from 'vitest';
import type { Labels, SampleSeries } from '../../api/prometheus';
import type { Annotation, Dashboard } from '../model/types';
import { marksAt, united } from '../panels/timeseries/marks';
import type { Resolved } from '../variables/resolved';
import { emptyScope, within } from '../variables/scope';
import { isFor } from './context';
import { alertMarks, marksOf, mostMarks, newest, periodsOf } from './marks';
import { annotationsOf, concernsOf, planAnnotation } from './plan';

type Sample = [seconds: number, value: number];
const samples = (list: Sample[]) => ({ times: list.map(([seconds]) => seconds * 1000), values: list.map(([, value]) => value) });
const matrix = (metric: Labels, list: Sample[]): SampleSeries[] => [{ metric, values: samples(list) }];
const annotation = (more: Partial<Annotation>): Annotation => ({ name: 'Deploys', enable: true, iconColor: 'red', ...more });
const moments = (step: number, to = 1e15) => ({ step, time: { from: 0, to }, until: to + 500 });
const source = (more: Partial<Annotation>) => ({ annotation: annotation(more), ...moments(60), interpolate: (text: string) => text });

describe('samples of an annotation', () => {
  it('that follow each other are one period, and a lone one is a moment', () => {
    const values: Sample[] = [[60, 1], [120, 1], [180, 1], [600, 1]];
    expect(periodsOf(samples(values), moments(60))).toEqual([{ time: 60_000, timeEnd: 180_000 }, { time: 600_000 }]);
  });
  it('that are there at the last moment last until the end of what is shown', () => {
    expect(periodsOf(samples([[60, 1], [120, 1]]), moments(60, 120_000))).toEqual([{ time: 60_000, timeEnd: 120_500 }]);
  });
  it('that are zero or no number end a period', () => {
    const values: Sample[] = [[60, 1], [120, 0], [180, NaN], [240, 2]];
    expect(periodsOf(samples(values), moments(60))).toEqual([{ time: 60_000 }, { time: 240_000 }]);
  });
  it('name title, text and tags by their labels', () => {
    const found = marksOf(matrix({ app: 'shop', v: '3' }, [[60, 1]]), source({ titleFormat: 'New {{app}}', textFormat: 'v{{ v }}', tagKeys: 'app, gone' }));
    expect(found).toEqual([{ time: 60_000, title: 'New shop', text: 'v3', tags: ['shop'], color: 'red' }]);
  });
  it('may be times themselves, in seconds or milliseconds, each once and inside the range', () => {
    const values: Sample[] = [[1, 1700000000], [2, 1700000000], [3, 1700000000000], [4, 1600000000]];
    const found = marksOf(matrix({}, values), { ...source({ useValueForTime: true }), time: { from: 1.69e12, to: 1.7e12 }, until: 1.71e12 });
    expect(found.map(({ time, timeEnd }) => [time, timeEnd])).toEqual([[1.7e12, undefined]]);
  });
  it('are bounded: the newest stay', () => {
    const many = Array.from({ length: mostMarks + 5 }, (_, i) => ({ time: i, title: '', text: '', tags: [], color: '' }));
    expect(newest(many.toReversed()).map(({ time }) => time).slice(0, 2)).toEqual([5, 6]);
  });
});

describe('alerts', () => {
  const data = matrix({ __name__: 'ALERTS', alertname: 'Down', alertstate: 'firing', severity: 'warning', job: 'shop' }, [[60, 1], [75, 1]]);
  it('are named, with the labels that tell them apart', () => {
    expect(alertMarks(data, moments(15), () => true)).toEqual([{ time: 60_000, timeEnd: 75_000, title: 'Down', text: 'warning', tags: ['job=shop'], color: 'orange' }]);
  });
  it('of something else than the variables select are left out', () => {
    const variable = { type: 'query', name: 'service', query: 'label_values(up, job)' };
    const resolved = (value: string, all = false) => [{ variable, state: 'ready', selected: [value] }, within(emptyScope, [['service', { text: value, value, all }]])] as const;
    const shown = (value: string, all?: boolean) => {
      const [one, scope] = resolved(value, all);
      return alertMarks(data, moments(15), concernsOf([one as unknown as Resolved], scope)).length;
    };
    expect([shown('shop'), shown('cart'), shown('cart', true)]).toEqual([1, 0, 1]);
  });
});

describe('what is asked', () => {
  const dashboard = { annotations: { list: [] }, templating: { list: [] } } as unknown as Dashboard;
  const page = { dashboard, time: { from: 3_600_000, to: 7_200_000 }, scope: within(emptyScope, [['job', { text: 'a', value: 'a' }]]), filters: [{ key: 'env', operator: '=', value: 'p' }] };
  it('has variables and filters filled in, at the step that was set', () => {
    const plan = planAnnotation(annotation({ expr: 'deploy{job="$job"}', step: '5m' }), page);
    expect(plan).toMatchObject({ expr: 'deploy{env="p",job="a"}', step: 300, why: undefined });
  });
  it('is nothing where another kind of data source is meant, and says why', () => {
    expect(planAnnotation(annotation({ expr: '{a="b"}', datasource: { type: 'loki', uid: 'x' } }), page).why).toMatch(/logs are not set up/i);
    expect(planAnnotation(annotation({ type: 'tags', datasource: { type: 'grafana', uid: '-- Grafana --' } }), page).why).toMatch(/Grafana itself/);
  });
  it('misses no alert between two steps of a long range', () => {
    const [builtIn] = annotationsOf(dashboard);
    expect(builtIn).toMatchObject({ builtIn: 1, enable: false });
    expect(planAnnotation(builtIn!, page).expr).toBe('ALERTS{env="p",alertstate="firing"}');
    expect(planAnnotation(builtIn!, { ...page, time: { from: 0, to: 7 * 86_400_000 } }).expr).toMatch(/^last_over_time\(.*\[\d+s\]\) or ALERTS/);
  });
  it('is drawn on the panels that it names', () => {
    expect([isFor(annotation({}), 1), isFor(annotation({ filter: { ids: [1] } }), 2), isFor(annotation({ filter: { ids: [1], exclude: true } }), 2)]).toEqual([true, false, true]);
  });
});

describe('marks on a plot', () => {
  const mark = (time: number, timeEnd?: number) => ({ time, timeEnd, title: '', text: '', tags: [], color: '' });
  it('cover an area once however many there are', () => {
    expect(united([mark(5, 9), mark(1, 6), mark(20, 22), mark(3)])).toEqual([{ from: 1, to: 9 }, { from: 20, to: 22 }]);
  });
  it('are found by a pointer near them', () => {
    expect(marksAt([mark(10), mark(20, 40), mark(60)], 30, 5)).toEqual([mark(20, 40)]);
    expect(marksAt([mark(10)], 14, 5)).toHaveLength(1);
  });
});
