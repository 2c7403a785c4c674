import { IconBellOff, IconCircleCheck } from '@tabler/icons-react';
import { groupAlerts, isSuppressed, type AlertGroup } from '../alerts/items';
import { useAlertItems } from '../alerts/useAlertItems';
import { Ago } from '../parts/Ago';
import { PageLink } from '../parts/PageLink';
import { Panel } from '../parts/Panel';
import { Severity } from '../parts/Pill';
import { Empty, Failure, Loading } from '../parts/states';
import css from './home.module.css';

const shownGroups = 6;

export function Firing() {
  const { items, rules } = useAlertItems();
  const all = items?.filter((item) => item.state === 'firing') ?? [];
  const silenced = all.filter(isSuppressed).length;
  const firing = items && all.filter((item) => !isSuppressed(item));
  const groups = firing && groupAlerts(firing, 'alertname');
  return (
    <Panel title="What fires" flush aside={<PageLink to="/alerts">All alerts</PageLink>}>
      {groups === undefined ? (
        rules.error ? (
          <Failure error={rules.error} retry={() => void rules.refetch()} />
        ) : (
          <Loading />
        )
      ) : groups.length === 0 && silenced > 0 ? (
        <Empty icon={<IconBellOff size={26} stroke={1.5} aria-hidden />} title="Only silenced alerts fire">
          Nobody is told of <PageLink to="/alerts">{silenced === 1 ? 'one alert that fires' : `${silenced} alerts that fire`}</PageLink>.
        </Empty>
      ) : groups.length === 0 ? (
        <Empty icon={<IconCircleCheck size={26} stroke={1.5} color="var(--ok)" aria-hidden />} title="Nothing fires">
          No alert rule finds anything wrong.
        </Empty>
      ) : (
        <GroupList groups={groups} />
      )}
    </Panel>
  );
}

function GroupList({ groups }: { groups: AlertGroup[] }) {
  return (
    <>
      <ul className={css.rows}>
        {groups.slice(0, shownGroups).map((group) => (
          <li key={group.name}>
            <GroupRow group={group} />
          </li>
        ))}
      </ul>
      {groups.length > shownGroups && (
        <div className={css.more}>
          <PageLink to="/alerts">{groups.length - shownGroups} more</PageLink>
        </div>
      )}
    </>
  );
}

function GroupRow({ group: { name, items } }: { group: AlertGroup }) {
  const first = items[0]!;
  const since = items.map((item) => item.since ?? '').sort()[0];
  return (
    <PageLink to="/alerts" params={{ open: name }} className={css.row}>
      <Severity of={first.labels.severity} />
      <div className={css.main}>
        <div className={css.name}>
          {name} {items.length > 1 && <span className={css.times}>× {items.length}</span>}
        </div>
        <div className={css.detail}>{first.annotations.summary ?? first.annotations.description ?? first.expr}</div>
      </div>
      <span className={css.when}>
        <Ago time={since} />
      </span>
    </PageLink>
  );
}
