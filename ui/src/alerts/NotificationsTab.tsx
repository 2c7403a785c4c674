import { IconSend } from '@tabler/icons-react';
import { useNotifications, useStatus } from '../api/hooks';
import type { SentNotification } from '../api/lookout';
import { Ago } from '../parts/Ago';
import { Disclosure } from '../parts/Disclosure';
import { LabelList } from '../parts/LabelList';
import { Pill } from '../parts/Pill';
import { Empty, Loaded } from '../parts/states';
import table from '../parts/table.module.css';
import { VirtualList } from '../parts/VirtualList';
import { useOpened } from '../url/useOpened';
import css from './alerts.module.css';
import { describe, outcomeOf, toneOf } from './notifications';
import { ReceiverHint } from './ReceiverHint';

export function NotificationsTab() {
  const notifications = useNotifications();
  const { data: status } = useStatus();
  return (
    <>
      {status && !status.receiversConfigured && (
        <p className={css.hint}>
          <ReceiverHint />
        </p>
      )}
      <Loaded query={notifications}>
        {(list) =>
          list.length === 0 ? (
            <Empty icon={<IconSend size={28} stroke={1.5} aria-hidden />} title="Nothing was sent since the start">
              The last two hundred notifications are listed here, with what became of each.
            </Empty>
          ) : (
            <SentNotifications list={list} />
          )
        }
      </Loaded>
    </>
  );
}

/** The list has no identity of its own: time, receiver and way together have. */
const keyOf = ({ time, receiver, integration, groupLabels }: SentNotification) =>
  [time, receiver, integration, ...Object.values(groupLabels)].join(' ');

function SentNotifications({ list }: { list: SentNotification[] }) {
  const { isOpen, toggle } = useOpened();
  return (
    <div className={css.group}>
      <VirtualList label="Notifications" items={list} keyOf={keyOf} estimate={() => 40}>
        {(notification, index) => (
          <div style={{ borderTop: index > 0 ? '1px solid var(--line-soft)' : undefined }}>
            <Disclosure
              open={isOpen(keyOf(notification), false)}
              onToggle={() => toggle(keyOf(notification), false)}
              summary={<SentSummary notification={notification} />}
            >
              <SentAlerts notification={notification} />
            </Disclosure>
            {notification.error && <div className={css.ruleError}>{notification.error}</div>}
          </div>
        )}
      </VirtualList>
    </div>
  );
}

function SentSummary({ notification }: { notification: SentNotification }) {
  const { title, detail } = describe(notification);
  return (
    <>
      <Pill tone={toneOf(notification)}>{outcomeOf(notification)}</Pill>
      <span className={css.ruleName}>{title}</span>
      <span className={css.sentTo}>
        to {notification.receiver} by {notification.integration}
        {notification.attempts > 1 && `, ${notification.attempts} attempts`}
      </span>
      <span className={css.sentDetail}>{detail}</span>
      <span className={css.sentWhen}>
        <Ago time={notification.time} />
      </span>
    </>
  );
}

function SentAlerts({ notification }: { notification: SentNotification }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>State</th>
            <th>Alert</th>
            <th>Labels</th>
            <th className={table.number}>Since</th>
          </tr>
        </thead>
        <tbody>
          {notification.alerts.map((alert, i) => (
            <tr key={i}>
              <td className={table.fit}>
                <Pill tone={alert.status === 'firing' ? 'bad' : 'ok'}>{alert.status}</Pill>
              </td>
              <td>
                {alert.labels.alertname}
                <div className={table.muted}>{alert.annotations.summary}</div>
              </td>
              <td>
                <LabelList labels={alert.labels} omit={['alertname']} />
              </td>
              <td className={table.number}>
                <Ago time={alert.startsAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
