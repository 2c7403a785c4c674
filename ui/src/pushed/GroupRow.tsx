import type { PushedGroup } from '../api/lookout';
import { plural } from '../format/number';
import { Ago } from '../parts/Ago';
import { Disclosure } from '../parts/Disclosure';
import { LabelList } from '../parts/LabelList';
import { Dot } from '../parts/Pill';
import { DeleteButton } from './DeleteButton';
import { GroupMetrics } from './GroupMetrics';
import css from './pushed.module.css';

interface GroupRowProps {
  group: PushedGroup;
  open: boolean;
  onToggle: () => void;
}

/** One group: its labels and how its last push went; opened, its metrics with their values. */
export function GroupRow({ group, open, onToggle }: GroupRowProps) {
  return (
    <article className={css.group} aria-label={`Group of ${group.labels.job}`}>
      <Disclosure
        open={open}
        onToggle={onToggle}
        summary={<Summary group={group} />}
        actions={<DeleteButton group={group} />}
      >
        <GroupMetrics id={group.id} />
      </Disclosure>
      {group.failing && (
        <div className={css.failure}>
          The push <Ago time={group.failed ?? undefined} /> was refused: {group.failure}
        </div>
      )}
    </article>
  );
}

function Summary({ group: { labels, pushed, failing, expires, samples } }: { group: PushedGroup }) {
  return (
    <span className={css.summary}>
      <Dot tone={failing ? 'bad' : 'ok'} label={failing ? 'last push refused' : 'last push taken'} />
      <span className={css.labels}>
        <LabelList labels={labels} />
      </span>
      <span className={css.facts}>
        <span>
          pushed <Ago time={pushed ?? undefined} />
        </span>
        <span className={css.quiet}>
          {plural(samples, 'sample')}
          {expires && (
            <>
              , ends <Ago time={expires} />
            </>
          )}
        </span>
      </span>
    </span>
  );
}
