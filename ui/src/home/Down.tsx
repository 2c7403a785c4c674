import { IconCircleCheck, IconServer2 } from '@tabler/icons-react';
import { useTargets } from '../api/hooks';
import type { Target } from '../api/prometheus';
import { plural } from '../format/number';
import { Ago } from '../parts/Ago';
import { PageLink } from '../parts/PageLink';
import { Panel } from '../parts/Panel';
import { Empty, Loaded } from '../parts/states';
import css from './home.module.css';

const shownTargets = 6;

export function Down() {
  const targets = useTargets();
  return (
    <Panel title="What is down" flush aside={<PageLink to="/targets">All targets</PageLink>}>
      <Loaded query={targets}>{({ activeTargets }) => <DownTargets all={activeTargets} />}</Loaded>
    </Panel>
  );
}

function DownTargets({ all }: { all: Target[] }) {
  const down = all.filter(({ health }) => health === 'down');
  if (all.length === 0) {
    return (
      <Empty icon={<IconServer2 size={26} stroke={1.5} aria-hidden />} title="Nothing is watched yet">
        Add <code>scrape_configs</code> to the configuration and reload, or start without a configuration to watch this
        host.
      </Empty>
    );
  }
  if (down.length === 0) {
    return (
      <Empty icon={<IconCircleCheck size={26} stroke={1.5} color="var(--ok)" aria-hidden />} title="Nothing is down">
        {plural(all.length, 'target')} answered {all.length === 1 ? 'its' : 'their'} last scrape.
      </Empty>
    );
  }
  return (
    <>
      <ul className={css.rows}>
        {down.slice(0, shownTargets).map((target) => (
          <li key={target.scrapePool + target.scrapeUrl}>
            <DownRow target={target} />
          </li>
        ))}
      </ul>
      {down.length > shownTargets && (
        <div className={css.more}>
          <PageLink to="/targets" params={{ state: 'down' }}>
            {down.length - shownTargets} more
          </PageLink>
        </div>
      )}
    </>
  );
}

function DownRow({ target }: { target: Target }) {
  const { labels, lastError, lastScrape, scrapePool } = target;
  return (
    <PageLink to="/targets" params={{ state: 'down', open: scrapePool }} className={css.row}>
      <div className={css.main}>
        <div className={css.name}>
          {labels.instance} <span className={css.times}>{labels.job}</span>
        </div>
        <div className={`${css.detail} ${css.mono}`} title={lastError}>
          {lastError}
        </div>
      </div>
      <span className={css.when}>
        <Ago time={lastScrape} />
      </span>
    </PageLink>
  );
}
