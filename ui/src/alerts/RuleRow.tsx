import type { Rule } from '../api/prometheus';
import { formatValue } from '../chart';
import { formatLength } from '../format/duration';
import { plural } from '../format/number';
import { Ago } from '../parts/Ago';
import { Disclosure } from '../parts/Disclosure';
import { Expr } from '../parts/Expr';
import { Facts } from '../parts/Facts';
import { LabelList } from '../parts/LabelList';
import { PageLink } from '../parts/PageLink';
import { Dot, Pill, Severity, type Tone } from '../parts/Pill';
import css from './alerts.module.css';
import { RunbookLink } from './RunbookLink';

const healthTone: Record<Rule['health'], Tone> = { ok: 'ok', err: 'bad', unknown: 'quiet' };
const healthName: Record<Rule['health'], string> = { ok: 'evaluated', err: 'failing', unknown: 'not evaluated yet' };

interface RuleRowProps {
  rule: Rule;
  first: boolean;
  last: boolean;
  open: boolean;
  onToggle: () => void;
}

export function RuleRow({ rule, first, last, open, onToggle }: RuleRowProps) {
  return (
    <div className={css.rule} data-first={first || undefined} data-last={last || undefined}>
      <Disclosure open={open} onToggle={onToggle} summary={<RuleSummary rule={rule} />}>
        <div className={css.ruleMore}>
          <RuleFacts rule={rule} />
        </div>
      </Disclosure>
      {rule.lastError && <div className={css.ruleError}>{rule.lastError}</div>}
    </div>
  );
}

function RuleSummary({ rule }: { rule: Rule }) {
  return (
    <>
      <Dot tone={healthTone[rule.health]} label={healthName[rule.health]} />
      <span className={css.ruleName}>{rule.name}</span>
      {rule.type === 'alerting' && <Severity of={rule.labels?.severity} />}
      {rule.type === 'alerting' && <StatePill state={rule.state} count={rule.alerts.length} />}
      <span className={css.ruleQuery}>{rule.query}</span>
      <span className={css.ruleFacts}>
        <Ago time={rule.lastEvaluation} never="not yet" />
        <span className={css.took}>{formatValue(rule.evaluationTime, 'seconds')}</span>
      </span>
    </>
  );
}

function StatePill({ state, count }: { state: string; count: number }) {
  if (state === 'firing') return <Pill tone="bad">{count} firing</Pill>;
  if (state === 'pending') return <Pill tone="warn">{count} pending</Pill>;
  return null;
}

function RuleFacts({ rule }: { rule: Rule }) {
  const alerting = rule.type === 'alerting' ? rule : undefined;
  const { runbook_url: runbook, ...annotations } = alerting?.annotations ?? {};
  return (
    <Facts
      facts={[
        ['Expression', <Expr>{rule.query}</Expr>],
        ['For', alerting && alerting.duration > 0 && formatLength(alerting.duration * 1000)],
        ['Keeps firing', alerting && alerting.keepFiringFor > 0 && formatLength(alerting.keepFiringFor * 1000)],
        ['Labels', rule.labels && Object.keys(rule.labels).length > 0 && <LabelList labels={rule.labels} />],
        ...Object.entries(annotations),
        ['Runbook', runbook && <RunbookLink url={runbook} />],
        [
          'Alerts',
          alerting && alerting.alerts.length > 0 && (
            <PageLink to="/alerts" params={{ q: rule.name, open: rule.name }}>
              {plural(alerting.alerts.length, 'alert')}
            </PageLink>
          ),
        ],
      ]}
    />
  );
}
