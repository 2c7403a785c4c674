import { IconHistory } from '@tabler/icons-react';
import { useAudit } from '../api/hooks';
import { Ago } from '../parts/Ago';
import { PageLink } from '../parts/PageLink';
import { Panel } from '../parts/Panel';
import { Empty, Loaded } from '../parts/states';
import { describeAction } from '../status/actions';
import css from './home.module.css';

export function Changes() {
  const audit = useAudit(6);
  return (
    <Panel
      title="Recent changes"
      flush
      aside={
        <PageLink to="/status" params={{ tab: 'audit' }}>
          Audit log
        </PageLink>
      }
    >
      <Loaded query={audit}>
        {(entries) =>
          entries.length === 0 ? (
            <Empty icon={<IconHistory size={26} stroke={1.5} aria-hidden />} title="Nobody has changed anything yet">
              Silences, reloads, imports and deletions appear here with who made them.
            </Empty>
          ) : (
            <ul className={css.rows}>
              {entries.map((entry) => (
                <li key={entry.id}>
                  <div className={css.row}>
                    <div className={css.main}>
                      <div className={css.name}>
                        {describeAction(entry.action)} <span className={css.times}>by {entry.actor}</span>
                      </div>
                      <div className={css.detail} title={entry.detail || entry.target}>
                        {entry.detail || entry.target}
                      </div>
                    </div>
                    <span className={css.when}>
                      <Ago time={entry.time} />
                    </span>
                  </div>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Panel>
  );
}
