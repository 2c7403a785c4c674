import { useLegacyStatus, useProbes } from '../api/hooks';
import { PageTabs } from '../parts/PageTabs';
import { LegacyTab } from './LegacyTab';
import { ProbesTab } from './ProbesTab';

export default function ProbesPage() {
  const probes = useProbes();
  const legacy = useLegacyStatus();
  return (
    <PageTabs
      label="Parts of Probes"
      tabs={[
        { value: 'probes', label: 'Probes', count: probes.data?.length, content: () => <ProbesTab /> },
        { value: 'legacy', label: 'Legacy status', count: legacy.data?.length, content: () => <LegacyTab /> },
      ]}
    />
  );
}
