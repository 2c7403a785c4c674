import { Skeleton } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { isSuppressed, type AlertItem } from '../alerts/items';
import { useAlertItems } from '../alerts/useAlertItems';
import { useRules, useStatus, useTargets } from '../api/hooks';
import type { RuleGroup, Target } from '../api/prometheus';
import { groupBy } from '../format/groupBy';
import { formatCount, plural } from '../format/number';
import { Ago } from '../parts/Ago';
import { PageLink } from '../parts/PageLink';
import { Pill, severityRank, severityTone, type Tone } from '../parts/Pill';
import css from './home.module.css';

/** Four numbers that answer “is everything all right?”. */
export function Summary() {
  return (
    <div className={css.summary}>
      <FiringTile />
      <TargetsTile />
      <RulesTile />
      <ConfigurationTile />
    </div>
  );
}

interface TileProps {
  to: string;
  params?: Record<string, string>;
  name: string;
  value: ReactNode;
  tone?: Tone;
  children?: ReactNode;
}

function Tile({ to, params, name, value, tone, children }: TileProps) {
  return (
    <PageLink to={to} params={params} className={css.tile}>
      <span className={css.tileName}>{name}</span>
      <span className={css.tileValue} data-tone={tone}>
        {value}
      </span>
      <span className={css.tileNote}>{children}</span>
    </PageLink>
  );
}

/** What a tile shows until its first answer: a bar, or a dash when there will be none. */
function placeholder({ error }: Pick<UseQueryResult, 'error'>): ReactNode {
  return error ? '–' : <Skeleton width={56} height={24} my={3} component="span" display="inline-block" />;
}

function FiringTile() {
  const { items, rules } = useAlertItems();
  if (items === undefined) return <Tile to="/alerts" name="Firing" value={placeholder(rules)} />;
  const heard = items.filter((item) => item.state === 'firing' && !isSuppressed(item));
  const urgent = heard.filter(({ labels }) => severityTone(labels.severity) !== 'info');
  const suppressed = items.filter(isSuppressed).length;
  return (
    <Tile to="/alerts" name="Firing" value={formatCount(urgent.length)} tone={worst(urgent)}>
      {[...groupBy(heard, ({ labels }) => labels.severity ?? 'no severity')]
        .sort(([a], [b]) => severityRank(a) - severityRank(b))
        .map(([severity, members]) => (
          <Pill key={severity} tone={severityTone(severity)}>
            {members.length} {severity}
          </Pill>
        ))}
      {suppressed > 0 && <span>{suppressed} silenced</span>}
      {heard.length === 0 && suppressed === 0 && 'Nothing fires'}
    </Tile>
  );
}

function worst(items: AlertItem[]): Tone | undefined {
  if (items.length === 0) return undefined;
  return items.every(({ labels }) => severityTone(labels.severity) === 'warn') ? 'warn' : 'bad';
}

function TargetsTile() {
  const targets = useTargets();
  if (targets.data === undefined) return <Tile to="/targets" name="Targets up" value={placeholder(targets)} />;
  const all = targets.data.activeTargets;
  const count = (health: Target['health']) => all.filter((target) => target.health === health).length;
  const down = count('down');
  const unknown = count('unknown');
  return (
    <Tile
      to="/targets"
      name="Targets up"
      tone={down > 0 ? 'bad' : undefined}
      value={
        <>
          {formatCount(count('up'))} <small>of {formatCount(all.length)}</small>
        </>
      }
    >
      {down > 0 && <Pill tone="bad">{down} down</Pill>}
      {unknown > 0 && <Pill tone="quiet">{unknown} not scraped yet</Pill>}
      {all.length === 0 && 'Nothing is watched yet'}
      {all.length > 0 && down + unknown === 0 && plural(new Set(all.map(({ scrapePool }) => scrapePool)).size, 'job')}
    </Tile>
  );
}

function RulesTile() {
  const rules = useRules();
  if (rules.data === undefined) return <Tile to="/alerts" name="Rules" value={placeholder(rules)} />;
  const all = rules.data.flatMap((group) => group.rules);
  const failing = all.filter(({ health }) => health === 'err').length;
  return (
    <Tile
      to="/alerts"
      params={{ tab: 'rules' }}
      name="Rules"
      tone={failing > 0 ? 'bad' : undefined}
      value={formatCount(all.length)}
    >
      {failing > 0 && <Pill tone="bad">{failing} failing</Pill>}
      {all.length === 0 ? 'Nothing is judged yet' : <LastEvaluation groups={rules.data} />}
    </Tile>
  );
}

function LastEvaluation({ groups }: { groups: RuleGroup[] }) {
  const latest = groups
    .map(({ lastEvaluation }) => lastEvaluation)
    .sort()
    .at(-1);
  return (
    <span>
      evaluated <Ago time={latest} never="not yet" />
    </span>
  );
}

function ConfigurationTile() {
  const status = useStatus();
  if (status.data === undefined) return <Tile to="/status" name="Configuration" value={placeholder(status)} />;
  const { builtin, files, reload } = status.data.config;
  return (
    <Tile
      to="/status"
      name="Configuration"
      tone={reload.successful ? undefined : 'bad'}
      value={reload.successful ? 'Loaded' : 'Reload failed'}
    >
      <span>
        {builtin ? 'built-in' : plural(files.length, 'file')}, <Ago time={reload.time} never="at start" />
      </span>
    </Tile>
  );
}
