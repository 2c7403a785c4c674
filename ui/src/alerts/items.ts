/**
 * One list of alerts out of two sources: the rules know the value, the expression and what is
 * pending; the notification pipeline knows what is silenced, inhibited and sent where, and
 * also holds alerts that other senders pushed.
 */
import type { NotifiedAlert } from '../api/alertmanager';
import type { AlertState, Labels, RuleGroup } from '../api/prometheus';
import { groupBy } from '../format/groupBy';
import { severityRank } from '../parts/Pill';

export interface AlertItem {
  key: string;
  name: string;
  state: 'firing' | 'pending';
  labels: Labels;
  annotations: Labels;
  /** Since when it is pending or firing, RFC 3339. */
  since?: string;
  /** Only what a rule of this server judges has a value, an expression and a rule. */
  value?: string;
  expr?: string;
  rule?: { group: string; file: string };
  silencedBy: string[];
  inhibited: boolean;
  receivers: string[];
}

export function mergeAlerts(groups: RuleGroup[], notified: NotifiedAlert[]): AlertItem[] {
  const byName = groupBy(notified, (alert) => alert.labels.alertname ?? '');
  const matched = new Set<NotifiedAlert>();
  const items = fromRules(groups).map((item) => {
    const known = (byName.get(item.name) ?? []).find((alert) => includesLabels(alert.labels, item.labels));
    if (known === undefined) return item;
    matched.add(known);
    return { ...item, ...pipelineState(known) };
  });
  const pushed = notified.filter((alert) => !matched.has(alert)).map(fromOutside);
  return [...items, ...pushed].sort(byUrgency);
}

function fromRules(groups: RuleGroup[]): AlertItem[] {
  return groups.flatMap((group) =>
    group.rules.flatMap((rule) => {
      if (rule.type !== 'alerting') return [];
      return rule.alerts
        .filter(({ state }) => isShown(state))
        .map((alert): AlertItem => ({
          key: `${group.file}/${group.name}/${rule.name}/${labelKey(alert.labels)}`,
          name: rule.name,
          state: alert.state as 'firing' | 'pending',
          labels: alert.labels,
          annotations: alert.annotations,
          since: alert.activeAt,
          value: alert.value,
          expr: rule.query,
          rule: { group: group.name, file: group.file },
          silencedBy: [],
          inhibited: false,
          receivers: [],
        }));
    }),
  );
}

function fromOutside(alert: NotifiedAlert): AlertItem {
  return {
    key: `pushed/${alert.fingerprint}`,
    name: alert.labels.alertname ?? '(no alertname)',
    state: 'firing',
    labels: alert.labels,
    annotations: alert.annotations,
    since: alert.startsAt,
    ...pipelineState(alert),
  };
}

function pipelineState({ status, receivers }: NotifiedAlert) {
  return {
    silencedBy: status.silencedBy,
    inhibited: status.inhibitedBy.length > 0,
    receivers: receivers.map(({ name }) => name),
  };
}

const isShown = (state: AlertState) => state === 'firing' || state === 'pending';

/** The pipeline adds external labels, so a rule's alert has a part of the labels only. */
function includesLabels(all: Labels, part: Labels): boolean {
  return Object.entries(part).every(([name, value]) => all[name] === value);
}

const labelKey = (labels: Labels) => JSON.stringify(Object.entries(labels).sort());

export const isSuppressed = (item: AlertItem) => item.silencedBy.length > 0 || item.inhibited;

/** Firing before pending, heard before silenced, then by severity, name and age. */
export function byUrgency(a: AlertItem, b: AlertItem): number {
  return (
    Number(a.state === 'pending') - Number(b.state === 'pending') ||
    Number(isSuppressed(a)) - Number(isSuppressed(b)) ||
    severityRank(a.labels.severity) - severityRank(b.labels.severity) ||
    a.name.localeCompare(b.name) ||
    (a.since ?? '').localeCompare(b.since ?? '')
  );
}

export interface AlertFilter {
  text: string;
  state: string;
  severity: string;
}

/** Every word of the text must occur in a label or annotation; `name=value` must be that label. */
export function filterAlerts(items: AlertItem[], { text, state, severity }: AlertFilter): AlertItem[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter(
    (item) =>
      (state === '' || stateOf(item) === state) &&
      (severity === '' || (item.labels.severity ?? '') === severity) &&
      words.every((word) => hasWord(item, word)),
  );
}

export type ShownState = 'firing' | 'pending' | 'suppressed';

export const stateOf = (item: AlertItem): ShownState => (isSuppressed(item) ? 'suppressed' : item.state);

function hasWord({ name, labels, annotations }: AlertItem, word: string): boolean {
  if (name.toLowerCase().includes(word)) return true;
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return [...pairs, ...Object.values(annotations)].some((text) => text.toLowerCase().includes(word));
}

export interface AlertGroup {
  name: string;
  items: AlertItem[];
}

/** Groups keep the order of their most urgent member. */
export function groupAlerts(items: AlertItem[], by: string): AlertGroup[] {
  const groups = groupBy(items, (item) => groupName(item, by));
  return [...groups].map(([name, members]) => ({ name, items: members }));
}

function groupName(item: AlertItem, by: string): string {
  if (by === 'alertname') return item.name;
  if (by === 'rule group') return item.rule?.group ?? 'pushed from outside';
  return item.labels[by] ?? `no ${by}`;
}
