import { Drawer } from '@mantine/core';
import type { DroppedTarget, Labels, Target } from '../api/prometheus';
import { exploreParams } from '../app/links';
import { formatValue } from '../chart';
import { Ago } from '../parts/Ago';
import { CopyButton } from '../parts/CopyButton';
import { Facts } from '../parts/Facts';
import { PageLink } from '../parts/PageLink';
import { Pill } from '../parts/Pill';
import table from '../parts/table.module.css';
import { TargetBudget } from './TargetBudget';
import { finderOf, type Found } from './found';
import { healthName, healthTone } from './TargetRow';
import css from './targets.module.css';

interface TargetDrawerProps {
  target: Target | DroppedTarget | undefined;
  found: Found;
  onClose: () => void;
}

/** Everything known about one target, with its labels before and after relabelling. */
export function TargetDrawer({ target, found, onClose }: TargetDrawerProps) {
  return (
    <Drawer
      opened={target !== undefined}
      onClose={onClose}
      position="right"
      size="min(720px, 100vw)"
      title={target ? titleOf(target) : undefined}
    >
      {target && 'health' in target && <ScrapeFacts target={target} foundBy={finderOf(found, target)} />}
      {target && 'health' in target && <TargetBudget target={target} />}
      {target && (
        <>
          {'labels' in target && <LabelTable title="Labels after relabelling" labels={target.labels} />}
          <LabelTable
            title={
              'labels' in target
                ? 'Discovered labels, before relabelling'
                : 'Discovered labels; relabelling dropped this target'
            }
            labels={target.discoveredLabels}
          />
        </>
      )}
    </Drawer>
  );
}

const titleOf = (target: Target | DroppedTarget) =>
  'scrapeUrl' in target
    ? (target.labels.instance ?? target.scrapeUrl)
    : (target.discoveredLabels.__address__ ?? 'Dropped target');

function ScrapeFacts({ target, foundBy }: { target: Target; foundBy: string }) {
  const {
    health,
    scrapePool,
    scrapeUrl,
    lastScrape,
    lastScrapeDuration,
    scrapeInterval,
    scrapeTimeout,
    lastError,
    labels,
  } = target;
  const up = `up{job=${JSON.stringify(labels.job)},instance=${JSON.stringify(labels.instance)}}`;
  return (
    <Facts
      facts={[
        ['Health', <Pill tone={healthTone[health]}>{healthName[health]}</Pill>],
        ['Last error', lastError && <span className={css.fullError}>{lastError}</span>],
        ['Scrape job', scrapePool],
        ['Found by', foundBy],
        [
          'Address',
          <a href={scrapeUrl} target="_blank" rel="noreferrer">
            {scrapeUrl}
          </a>,
        ],
        ['Last scrape', <Ago time={lastScrape} />],
        ['Took', formatValue(lastScrapeDuration, 'seconds')],
        ['Every', `${scrapeInterval}, at most ${scrapeTimeout}`],
        [
          'Explore',
          <PageLink to="/explore" params={exploreParams(up)}>
            {up}
          </PageLink>,
        ],
      ]}
    />
  );
}

function LabelTable({ title, labels }: { title: string; labels: Labels }) {
  const names = Object.keys(labels).sort();
  const text = names.map((name) => `${name}=${JSON.stringify(labels[name])}`).join('\n');
  return (
    <section>
      <h3 className={css.heading}>
        {title} <CopyButton value={text} what="labels" />
      </h3>
      <div className={css.box}>
        <table className={table.table}>
          <tbody>
            {names.map((name) => (
              <tr key={name}>
                <td className={`${table.mono} ${table.muted}`}>{name}</td>
                <td className={table.mono}>{labels[name]}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
