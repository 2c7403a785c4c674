import { IconSend } from '@tabler/icons-react';
import { describe, outcomeOf, toneOf } from '../alerts/notifications';
import { ReceiverHint } from '../alerts/ReceiverHint';
import { useNotifications, useStatus } from '../api/hooks';
import type { SentNotification } from '../api/lookout';
import { Ago } from '../parts/Ago';
import { PageLink } from '../parts/PageLink';
import { Panel } from '../parts/Panel';
import { Pill } from '../parts/Pill';
import { Empty, Loaded } from '../parts/states';
import css from './home.module.css';

const shown = 5;

export function Sent() {
  const notifications = useNotifications();
  const { data: status } = useStatus();
  return (
    <Panel
      title="Recent notifications"
      flush
      aside={
        <PageLink to="/alerts" params={{ tab: 'notifications' }}>
          All notifications
        </PageLink>
      }
    >
      {status && !status.receiversConfigured && (
        <div className={css.hint}>
          <ReceiverHint />
        </div>
      )}
      <Loaded query={notifications}>{(list) => <SentList list={list.slice(0, shown)} />}</Loaded>
    </Panel>
  );
}

function SentList({ list }: { list: SentNotification[] }) {
  if (list.length === 0) {
    return (
      <Empty icon={<IconSend size={26} stroke={1.5} aria-hidden />} title="Nothing was sent since the start">
        The list begins anew with each start of the server.
      </Empty>
    );
  }
  return (
    <ul className={css.rows}>
      {list.map((notification, i) => (
        <li key={`${notification.time}/${i}`}>
          <SentRow notification={notification} />
        </li>
      ))}
    </ul>
  );
}

function SentRow({ notification }: { notification: SentNotification }) {
  const { title, detail } = describe(notification);
  const { receiver, integration, error, time } = notification;
  return (
    <div className={css.row}>
      <Pill tone={toneOf(notification)}>{outcomeOf(notification)}</Pill>
      <div className={css.main}>
        <div className={css.name}>
          {title}{' '}
          <span className={css.times}>
            to {receiver} by {integration}
          </span>
        </div>
        <div className={css.detail} title={error || detail}>
          {error || detail}
        </div>
      </div>
      <span className={css.when}>
        <Ago time={time} />
      </span>
    </div>
  );
}
