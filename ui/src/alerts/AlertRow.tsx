import { IconBellOff, IconChartLine } from '@tabler/icons-react';
import { exploreParams, silenceParams } from '../app/links';
import { formatSample } from '../format/number';
import { Ago } from '../parts/Ago';
import { Expr } from '../parts/Expr';
import { LabelList } from '../parts/LabelList';
import { PageLink } from '../parts/PageLink';
import { Pill, Severity, type Tone } from '../parts/Pill';
import css from './alerts.module.css';
import { stateOf, type AlertItem, type ShownState } from './items';
import { RunbookLink } from './RunbookLink';

const stateTone: Record<ShownState, Tone> = { firing: 'bad', pending: 'warn', suppressed: 'quiet' };

export function AlertRow({ item, by }: { item: AlertItem; by: string }) {
  const { name, labels, annotations, value, since, expr } = item;
  const { summary, description, runbook_url: runbook, ...others } = annotations;
  const ungrouped = by !== 'alertname';
  return (
    <div className={css.alert}>
      <div className={css.state}>
        <StatePill item={item} />
      </div>
      <div className={css.what}>
        <div className={css.summary}>
          {ungrouped && <strong>{name}</strong>}
          {ungrouped && by !== 'severity' && <Severity of={labels.severity} />}
          <span>{summary}</span>
        </div>
        {description && <p className={css.description}>{description}</p>}
        {Object.entries(others).map(([annotation, text]) => (
          <p key={annotation} className={css.description}>
            {annotation}: {text}
          </p>
        ))}
        <LabelList labels={labels} omit={['alertname', 'severity']} />
        {ungrouped && expr && <Expr>{expr}</Expr>}
      </div>
      <dl className={css.numbers}>
        {value !== undefined && (
          <div>
            <dt>Value</dt>
            <dd title={value}>{formatSample(value)}</dd>
          </div>
        )}
        <div>
          <dt>Since</dt>
          <dd>
            <Ago time={since} />
          </dd>
        </div>
      </dl>
      <div className={css.actions}>
        {expr && (
          <PageLink to="/explore" params={exploreParams(expr)}>
            <IconChartLine size={14} aria-hidden /> Explore
          </PageLink>
        )}
        {item.silencedBy.length === 0 && (
          <PageLink to="/silences/new" params={silenceParams(labels)}>
            <IconBellOff size={14} aria-hidden /> Silence this
          </PageLink>
        )}
        {ungrouped && runbook && <RunbookLink url={runbook} />}
      </div>
    </div>
  );
}

function StatePill({ item }: { item: AlertItem }) {
  const state = stateOf(item);
  if (state !== 'suppressed') return <Pill tone={stateTone[state]}>{state}</Pill>;
  const [silence] = item.silencedBy;
  if (silence === undefined)
    return (
      <Pill tone="quiet" title="Another alert inhibits this one">
        inhibited
      </Pill>
    );
  return (
    <PageLink to="/silences" params={{ q: silence }} title="Show the silence">
      <Pill tone="quiet">silenced</Pill>
    </PageLink>
  );
}
