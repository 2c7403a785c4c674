import { useQuery } from '@tanstack/react-query';
import { useParams } from 'wouter';
import { dashboard } from '../../api/dashboards';
import { Loaded } from '../../parts/states';
import { DashboardView } from './DashboardView';

/** A dashboard at `/d/UID`, as Grafana's links have it. */
export default function DashboardPage() {
  const { uid = '' } = useParams<{ uid: string }>();
  const opened = useQuery({
    queryKey: ['dashboard', uid],
    queryFn: ({ signal }) => dashboard(uid, signal),
    staleTime: 60_000,
  });
  return <Loaded query={opened}>{(found) => <DashboardView key={found.uid} opened={found} />}</Loaded>;
}
