import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation } from 'wouter';
import { deleteDashboard, type OpenedDashboard } from '../../api/dashboards';
import { useKiosk } from '../../app/kiosk';
import { formatMoment } from '../../format/duration';
import { useHrefTo } from '../../url/search';
import css from './SourceNotice.module.css';

/** What its owner must know: that its newest document was refused and why, or that its source no longer has it. */
export function SourceNotice({ opened: { uid, title, version, broken, staleSince, source } }: { opened: OpenedDashboard }) {
  if (useKiosk() !== 'off') return null; // a screen on the wall has nobody who could mend it
  return (
    <>
      {broken && (
        <div className={css.notice} data-bad role="alert">
          <span>
            The newest document at the source was refused; version {version} is shown until {source.origin ?? 'it'} is mended.
          </span>
          <code className={css.reason}>{broken.trim()}</code>
        </div>
      )}
      {staleSince && (
        <div className={css.notice} role="status">
          <span>
            Its source no longer has it, since {formatMoment(Date.parse(staleSince))}. It stays until somebody deletes it.
          </span>
          <DeleteStale uid={uid} title={title} />
        </div>
      )}
    </>
  );
}

function DeleteStale({ uid, title }: { uid: string; title: string }) {
  const [, navigate] = useLocation();
  const hrefTo = useHrefTo();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => deleteDashboard(uid),
    onSuccess: async () => {
      navigate(hrefTo('/dashboards'));
      await client.invalidateQueries();
    },
  });
  return (
    <>
      {remove.error && <span role="alert">{remove.error.message}</span>}
      <Button variant="default" loading={remove.isPending} onClick={() => window.confirm(`Delete “${title}” and its history?`) && remove.mutate()}>
        Delete
      </Button>
    </>
  );
}
