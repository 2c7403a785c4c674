import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useParams, useSearch } from 'wouter';
import { dashboard } from '../../api/dashboards';
import { ApiError } from '../../api/http';
import { PageLink } from '../../parts/PageLink';
import { Empty, Loaded, Loading } from '../../parts/states';
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
  if (!opened.data && opened.error instanceof ApiError && opened.error.status === 404) return <Missing uid={uid} />;
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

/** Links live longer than what they lead to. */
function Missing({ uid }: { uid: string }) {
  return (
    <Empty title={`There is no dashboard ${uid}`}>
      It was deleted, or the link is of another Lookout. <PageLink to="/dashboards">All dashboards</PageLink>
    </Empty>
  );
}
