import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { IconBell, IconBellQuestion } from '@tabler/icons-react';
import { alerts, type Matcher, type NotifiedAlert } from '../api/alertmanager';
import { plural } from '../format/number';
import { Ago } from '../parts/Ago';
import { LabelList } from '../parts/LabelList';
import { Panel } from '../parts/Panel';
import { Pill, Severity } from '../parts/Pill';
import { Empty, Loaded } from '../parts/states';
import { live } from '../time/refresh';
import { formatMatcher, matchersProblem } from './matchers';
import css from './silences.module.css';

/** More than this says little more than the number does. */
const shownAtMost = 100;

/** The alerts that the matchers match now; the server decides, as it will for the silence. */
export function Preview({ matchers }: { matchers: Matcher[] }) {
  const [filter] = useDebouncedValue(matchers.map(formatMatcher).join('\n'), 250);
  const problem = matchersProblem(matchers);
  const query = useQuery({
    queryKey: [live, 'preview', filter],
    queryFn: ({ signal }) => alerts(filter.split('\n'), signal),
    placeholderData: keepPreviousData,
    enabled: problem === null,
  });
  return (
    <Panel title="What it matches now" flush>
      <div aria-live="polite">
        {problem !== null ? (
          <Empty icon={<IconBellQuestion size={26} stroke={1.5} aria-hidden />} title="Nothing to match with yet">
            Complete the matchers to see which alerts they hold back.
          </Empty>
        ) : (
          <Loaded query={query}>{(list) => <Matched list={list} />}</Loaded>
        )}
      </div>
    </Panel>
  );
}

function Matched({ list }: { list: NotifiedAlert[] }) {
  if (list.length === 0) {
    return (
      <Empty icon={<IconBell size={26} stroke={1.5} aria-hidden />} title="No firing alert matches">
        The silence will hold back those that fire while it lasts.
      </Empty>
    );
  }
  return (
    <>
      <p className={css.matchCount}>
        <strong>{plural(list.length, 'firing alert')}</strong> would be held back
      </p>
      <ul className={css.matched}>
        {list.slice(0, shownAtMost).map(({ fingerprint, labels, startsAt, status }) => (
          <li key={fingerprint}>
            <div className={css.matchedHead}>
              <strong>{labels.alertname}</strong>
              <Severity of={labels.severity} />
              {status.silencedBy.length > 0 && <Pill tone="quiet">silenced already</Pill>}
              <span className={css.since}>
                <Ago time={startsAt} />
              </span>
            </div>
            <LabelList labels={labels} omit={['alertname', 'severity']} />
          </li>
        ))}
      </ul>
      {list.length > shownAtMost && <p className={css.matchCount}>… and {list.length - shownAtMost} more</p>}
    </>
  );
}
