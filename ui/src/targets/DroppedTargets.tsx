import { IconFilterOff } from '@tabler/icons-react';
import type { DroppedTarget, Targets } from '../api/prometheus';
import { formatCount, plural } from '../format/number';
import { LabelList } from '../parts/LabelList';
import { Empty } from '../parts/states';
import { VirtualList } from '../parts/VirtualList';
import { droppedMatchesText } from './select';
import { DetailsButton } from './DetailsButton';
import css from './targets.module.css';

interface DroppedTargetsProps {
  data: Targets;
  text: string;
  onShow: (target: DroppedTarget) => void;
}

/** Targets that discovery found and relabelling threw away. */
export function DroppedTargets({ data, text, onShow }: DroppedTargetsProps) {
  const found = data.droppedTargets.filter((target) => droppedMatchesText(target, text));
  const counts = Object.entries(data.droppedTargetCounts ?? {}).filter(([, count]) => count > 0);
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  if (found.length === 0) {
    return (
      <Empty
        icon={<IconFilterOff size={26} stroke={1.5} aria-hidden />}
        title={total > 0 ? 'No dropped target to show' : 'Nothing was dropped'}
      >
        {total > 0
          ? `${plural(total, 'target')} dropped in ${counts.map(([job]) => job).join(', ')}; the search leaves none, or keep_dropped_targets limits what is remembered.`
          : 'Relabelling kept everything that discovery found.'}
      </Empty>
    );
  }
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
