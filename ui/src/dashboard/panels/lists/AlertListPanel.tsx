import { useRules } from '../../../api/hooks';
import type { AlertingRule, RuleAlert } from '../../../api/prometheus';
import { Ago } from '../../../parts/Ago';
import { PageLink } from '../../../parts/PageLink';
import type { PanelProps } from '../contract';
import { Message } from '../Message';
import { alertsOf, type AlertListOptions } from './alerts';
import css from './Lists.module.css';

/** Alerts of Lookout's own rules, as the panel's filters choose them. */
export default function AlertListPanel({ panel, interpolate }: PanelProps) {
  const rules = useRules();
  if (rules.error) return <Message tone="bad" title="The alerts could not be loaded" detail={rules.error.message} />;
  if (!rules.data) return null;
  const all = rules.data.flatMap((group) => group.rules).filter((rule): rule is AlertingRule => rule.type === 'alerting');
  const options = panel.options as AlertListOptions;
  const shown = alertsOf(all, { ...options, alertName: options.alertName && interpolate(options.alertName) });
  if (shown.length === 0) return <Message title="No alerts" />;
  return (
    <ul className={css.list}>
      {shown.map(({ rule, alert }, i) => (
        <Alert key={i} {...{ rule, alert }} />
      ))}
    </ul>
  );
}

function Alert({ rule, alert }: { rule: AlertingRule; alert: RuleAlert }) {
  const labels = Object.entries(alert.labels).filter(([name]) => name !== 'alertname');
  return (
    <li className={css.alert} data-state={alert.state}>
      <PageLink to="/alerts" params={{ search: rule.name }}>
        {rule.name}
      </PageLink>
      <span className={css.state}>{alert.state}</span>
      {alert.activeAt && <Ago time={alert.activeAt} />}
      <span className={css.labels}>{labels.map(([name, value]) => `${name}=${value}`).join(', ')}</span>
    </li>
  );
}
