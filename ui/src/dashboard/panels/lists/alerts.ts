import type { AlertingRule, RuleAlert } from '../../../api/prometheus';

export interface AlertListOptions {
  alertName?: string;
  maxItems?: number;
  /** 1 and 2 by name, 3 by how bad it is, 4 and 5 by time. */
  sortOrder?: number;
  stateFilter?: { firing?: boolean; pending?: boolean };
}

export interface ListedAlert {
  rule: AlertingRule;
  alert: RuleAlert;
}

export function alertsOf(rules: AlertingRule[], { alertName = '', maxItems = 20, sortOrder = 3, stateFilter }: AlertListOptions): ListedAlert[] {
  const wanted = alertName.toLowerCase();
  return rules
    .filter(({ name }) => name.toLowerCase().includes(wanted))
    .flatMap((rule) => rule.alerts.map((alert) => ({ rule, alert })))
    .filter(({ alert }) => (alert.state === 'firing' ? stateFilter?.firing !== false : alert.state === 'pending' && stateFilter?.pending !== false))
    .sort(orderOf(sortOrder))
    .slice(0, Math.max(1, maxItems));
}

function orderOf(sortOrder: number): (a: ListedAlert, b: ListedAlert) => number {
  const byName = (a: ListedAlert, b: ListedAlert) => a.rule.name.localeCompare(b.rule.name);
  const since = ({ alert }: ListedAlert) => Date.parse(alert.activeAt ?? '') || 0;
  switch (sortOrder) {
    case 1:
      return byName;
    case 2:
      return (a, b) => byName(b, a);
    case 4:
      return (a, b) => since(a) - since(b);
    case 5:
      return (a, b) => since(b) - since(a);
    default:
      return (a, b) => Number(b.alert.state === 'firing') - Number(a.alert.state === 'firing') || since(b) - since(a);
  }
}
