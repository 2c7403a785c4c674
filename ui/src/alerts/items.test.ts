import { describe, expect, it } from 'vitest';
import type { NotifiedAlert } from '../api/alertmanager';
import type { AlertState, Labels, RuleGroup } from '../api/prometheus';
import { filterAlerts, groupAlerts, mergeAlerts } from './items';

function group(name: string, alerts: { labels: Labels; state?: AlertState }[]): RuleGroup {
  const base = { health: 'ok', evaluationTime: 0, lastEvaluation: '', query: 'up == 0' } as const;
  return {
    name: 'group',
    file: 'rules.yml',
    interval: 15,
    limit: 0,
    evaluationTime: 0,
    lastEvaluation: '',
    rules: [
      {
        ...base,
        type: 'alerting',
        name,
        state: 'firing',
        duration: 0,
        keepFiringFor: 0,
        alerts: alerts.map(({ labels, state = 'firing' }) => ({
          labels: { alertname: name, ...labels },
          annotations: {},
          state,
          value: '0',
        })),
      },
    ],
  };
}

function notified(labels: Labels, silencedBy: string[] = []): NotifiedAlert {
  return {
    labels,
    annotations: {},
    startsAt: '',
    endsAt: '',
    updatedAt: '',
    fingerprint: JSON.stringify(labels),
    receivers: [{ name: 'page' }],
    status: { state: silencedBy.length > 0 ? 'suppressed' : 'active', silencedBy, inhibitedBy: [] },
  };
}

describe('mergeAlerts', () => {
  it('finds an alert’s silence although the pipeline adds external labels', () => {
    const items = mergeAlerts(
      [group('Down', [{ labels: { instance: 'a' } }, { labels: { instance: 'b' } }])],
      [
        notified({ alertname: 'Down', instance: 'a', region: 'eu' }, ['silence-1']),
        notified({ alertname: 'Down', instance: 'b', region: 'eu' }),
      ],
    );
    expect(items.map((item) => [item.labels.instance, item.silencedBy])).toEqual([
      ['b', []],
      ['a', ['silence-1']],
    ]);
  });

  it('shows alerts that no rule of ours judges', () => {
    const items = mergeAlerts([], [notified({ alertname: 'Pushed' })]);
    expect(items).toMatchObject([{ name: 'Pushed', state: 'firing', receivers: ['page'] }]);
    expect(items[0]).not.toHaveProperty('expr');
  });

  it('puts what is urgent first', () => {
    const items = mergeAlerts(
      [
        group('Slow', [{ labels: { severity: 'warning' } }]),
        group('Soon', [{ labels: { severity: 'critical' }, state: 'pending' }]),
        group('Down', [{ labels: { severity: 'critical' } }]),
        group('Fyi', [{ labels: { severity: 'info' } }]),
        group('Quiet', [{ labels: {}, state: 'inactive' }]),
      ],
      [],
    );
    expect(items.map(({ name }) => name)).toEqual(['Down', 'Slow', 'Fyi', 'Soon']);
  });
});

describe('filterAlerts', () => {
  const items = mergeAlerts(
    [
      group('Down', [
        { labels: { job: 'node', severity: 'critical' } },
        { labels: { job: 'api', severity: 'warning' } },
      ]),
    ],
    [],
  );
  it.each([
    [{ text: 'NODE' }, 1],
    [{ text: 'down job=api' }, 1],
    [{ text: 'down job=nothing' }, 0],
    [{ severity: 'critical' }, 1],
    [{ state: 'pending' }, 0],
    [{}, 2],
  ])('%j leaves %i', (filter, count) => {
    expect(filterAlerts(items, { text: '', state: '', severity: '', ...filter })).toHaveLength(count);
  });
});

it('groupAlerts names a group for what lacks the label', () => {
  const items = mergeAlerts([group('Down', [{ labels: { job: 'node' } }, { labels: {} }])], []);
  expect(groupAlerts(items, 'job').map(({ name, items }) => [name, items.length])).toEqual([
    ['node', 1],
    ['no job', 1],
  ]);
});
