import { PageTabs } from '../parts/PageTabs';
import { AuditTab } from './AuditTab';
import { ConfigurationTab } from './ConfigurationTab';
import { OverviewTab } from './OverviewTab';
import { SeriesTab } from './SeriesTab';

export default function StatusPage() {
  return (
    <PageTabs
      label="Parts of Status"
      tabs={[
        { value: 'overview', label: 'Overview', content: () => <OverviewTab /> },
        { value: 'config', label: 'Configuration', content: () => <ConfigurationTab /> },
        { value: 'series', label: 'Time series', content: () => <SeriesTab /> },
        { value: 'audit', label: 'Audit log', content: () => <AuditTab /> },
      ]}
    />
  );
}
