import { useNotifications } from '../api/hooks';
import { PageTabs } from '../parts/PageTabs';
import { AlertsTab } from './AlertsTab';
import { NotificationsTab } from './NotificationsTab';
import { RulesTab } from './RulesTab';
import { useAlertItems } from './useAlertItems';

export default function AlertsPage() {
  const { items, rules } = useAlertItems();
  const notifications = useNotifications();
  return (
    <PageTabs
      label="Parts of Alerts"
      tabs={[
        { value: 'alerts', label: 'Firing and pending', count: items?.length, content: () => <AlertsTab /> },
        {
          value: 'rules',
          label: 'Rules',
          count: rules.data?.reduce((sum, group) => sum + group.rules.length, 0),
          content: () => <RulesTab />,
        },
        {
          value: 'notifications',
          label: 'Notifications',
          count: notifications.data?.length,
          content: () => <NotificationsTab />,
        },
      ]}
    />
  );
}
