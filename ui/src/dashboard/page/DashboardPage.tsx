import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useParams, useSearch } from 'wouter';
import { dashboard } from '../../api/dashboards';
import { Loaded, Loading } from '../../parts/states';
import { DashboardView } from './DashboardView';

const EditPage = lazy(() => import('../edit/EditPage'));

/** A dashboard at `/d/UID`, as Grafana's links have it; with `edit`, to be changed. */
export default function DashboardPage() {
  const { uid = '' } = useParams<{ uid: string }>();
  const edited = new URLSearchParams(useSearch()).has('edit');
  const opened = useQuery({
    queryKey: ['dashboard', uid],
    queryFn: ({ signal }) => dashboard(uid, signal),
    staleTime: 60_000,
  });
  return <Loaded query={opened}>{(found) =>
    edited && !found.readOnly ? (
      <Suspense fallback={<Loading />}>
        <EditPage key={found.uid} opened={found} />
      </Suspense>
    ) : (
      <DashboardView key={found.uid} opened={found} />
    )
  }</Loaded>;
}
