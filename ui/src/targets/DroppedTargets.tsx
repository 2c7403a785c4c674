import { IconFilterOff } from '@tabler/icons-react';
import type { DroppedTarget, Targets } from '../api/prometheus';
import { formatCount, plural } from '../format/number';
import { LabelList } from '../parts/LabelList';
import { Empty } from '../parts/states';
import { VirtualList } from '../parts/VirtualList';
import { leftMatchesText, type Found, type Left } from './found';
import { droppedMatchesText } from './select';
import { DetailsButton } from './DetailsButton';
import css from './targets.module.css';

interface DroppedTargetsProps {
  data: Targets;
  found: Found;
  text: string;
  onShow: (target: DroppedTarget) => void;
}

/** What was found and is not scraped: because its mechanism said so, or because relabelling threw it away. */
export function DroppedTargets({ data, found: discovery, text, onShow }: DroppedTargetsProps) {
  const left = discovery.left.filter((one) => leftMatchesText(one, text));
  const found = data.droppedTargets.filter((target) => droppedMatchesText(target, text));
  const counts = Object.entries(data.droppedTargetCounts ?? {}).filter(([, count]) => count > 0);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (found.length === 0 && left.length === 0) {
    return (
      <Empty
        icon={<IconFilterOff size={26} stroke={1.5} aria-hidden />}
        title={total > 0 ? 'No dropped target to show' : 'Nothing was dropped'}
      >
        {total > 0
          ? `${plural(total, 'target')} dropped in ${counts.map(([job]) => job).join(', ')}; the search leaves none, or keep_dropped_targets limits what is remembered.`
          : 'Everything that discovery found is scraped.'}
      </Empty>
    );
  }
  return (
    <>
      {left.length > 0 && <LeftOut left={left} more={discovery.leftMore} />}
      {found.length > 0 && <Relabelled found={found} counts={counts} onShow={onShow} />}
    </>
  );
}

/** Candidates of the discover block, with the reason. */
function LeftOut({ left, more }: { left: Left[]; more: number }) {
  return (
    <>
      <p className={css.found} role="status">
        {plural(left.length, 'candidate')} left out by discovery
        {more > 0 && `, and ${formatCount(more)} more that are only counted`}
      </p>
      <div className={css.box}>
        <VirtualList
          label="Candidates left out"
          items={left.map((one, index) => ({ one, key: String(index) }))}
          keyOf={({ key }) => key}
          estimate={() => 44}
        >
          {({ one }) => (
            <div className={css.target}>
              <div className={css.candidate}>
                <span className={css.url}>{one.name}</span>
                <span>{one.reason}</span>
                <span className={css.foundBy}>{one.job}</span>
              </div>
            </div>
          )}
        </VirtualList>
      </div>
    </>
  );
}

interface RelabelledProps {
  found: DroppedTarget[];
  counts: [string, number][];
  onShow: (target: DroppedTarget) => void;
}

/** Targets that relabelling threw away. */
function Relabelled({ found, counts, onShow }: RelabelledProps) {
  return (
    <>
      <p className={css.found} role="status">
        {plural(found.length, 'target')} dropped by <code>relabel_configs</code>
        {counts.length > 0 && `: ${counts.map(([job, count]) => `${job} ${formatCount(count)}`).join(', ')}`}
      </p>
      <div className={css.box}>
        <VirtualList
          label="Dropped targets"
          items={found.map((target, index) => ({ target, key: String(index) }))}
          keyOf={({ key }) => key}
          estimate={() => 44}
        >
          {({ target }) => (
            <div className={css.target}>
              <div className={css.line}>
                <span className={css.url}>{target.discoveredLabels.__address__}</span>
                <div className={css.labels}>
                  <LabelList labels={pick(target.discoveredLabels)} />
                </div>
                <DetailsButton
                  label={`Discovered labels of ${target.discoveredLabels.__address__}`}
                  onClick={() => onShow(target)}
                />
              </div>
            </div>
          )}
        </VirtualList>
      </div>
    </>
  );
}

/** The labels that tell targets apart; the others are the same for the whole job. */
function pick(labels: Record<string, string>): Record<string, string> {
  const same = ['__address__', '__metrics_path__', '__scheme__', '__scrape_interval__', '__scrape_timeout__'];
  return Object.fromEntries(
    Object.entries(labels)
      .filter(([name]) => !same.includes(name))
      .slice(0, 8),
  );
}
