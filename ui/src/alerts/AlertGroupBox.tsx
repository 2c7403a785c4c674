import { Button } from '@mantine/core';
import { useState } from 'react';
import { plural } from '../format/number';
import { Disclosure } from '../parts/Disclosure';
import { Expr } from '../parts/Expr';
import { Severity } from '../parts/Pill';
import { AlertRow } from './AlertRow';
import css from './alerts.module.css';
import { stateOf, type AlertGroup, type AlertItem } from './items';
import { RunbookLink } from './RunbookLink';

/** A group opened by a person shows this many alerts at first: a storm must not freeze the page. */
const shownAtFirst = 50;

interface AlertGroupBoxProps {
  group: AlertGroup;
  by: string;
  open: boolean;
  onToggle: () => void;
}

export function AlertGroupBox({ group: { name, items }, by, open, onToggle }: AlertGroupBoxProps) {
  const [shown, setShown] = useState(shownAtFirst);
  const expr = only(items.map((item) => item.expr));
  const runbook = only(items.map((item) => item.annotations.runbook_url));
  return (
    <section className={css.group} aria-label={name}>
      <Disclosure
        open={open}
        onToggle={onToggle}
        summary={<GroupSummary name={name} items={items} by={by} />}
        actions={by === 'alertname' && runbook && <RunbookLink url={runbook} />}
      >
        {by === 'alertname' && expr && (
          <div className={css.expr}>
            <Expr>{expr}</Expr>
          </div>
        )}
        <ul className={css.alerts}>
          {items.slice(0, shown).map((item) => (
            <li key={item.key}>
              <AlertRow item={item} by={by} />
            </li>
          ))}
        </ul>
        {items.length > shown && (
          <Button variant="subtle" fullWidth onClick={() => setShown(shown + 500)}>
            Show {plural(Math.min(500, items.length - shown), 'more alert')}
          </Button>
        )}
      </Disclosure>
    </section>
  );
}

function GroupSummary({ name, items, by }: { name: string; items: AlertItem[]; by: string }) {
  // A group of one severity is named by it already.
  const severities = by === 'severity' ? [] : [...new Set(items.map(({ labels }) => labels.severity))];
  const count = (state: string) => items.filter((item) => stateOf(item) === state).length;
  return (
    <>
      <span className={css.groupName}>{name}</span>
      {severities.slice(0, 3).map((severity) => (
        <Severity key={severity ?? ''} of={severity} />
      ))}
      <span className={css.counts}>
        {count('firing') > 0 && <span>{count('firing')} firing</span>}
        {count('pending') > 0 && <span>{count('pending')} pending</span>}
        {count('suppressed') > 0 && <span>{count('suppressed')} silenced</span>}
      </span>
    </>
  );
}

/** The one value that all share, if there is one. */
function only(values: (string | undefined)[]): string | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}
