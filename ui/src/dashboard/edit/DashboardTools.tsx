import { Button, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useLocation, useSearch } from 'wouter';
import { createDashboard, deleteDashboard, jsonUrl, pictureUrl, storedJson, type OpenedDashboard } from '../../api/dashboards';
import { useScheme } from '../../parts/useScheme';
import { useChangeSearch, useHrefTo } from '../../url/search';
import { ShareButton } from '../page/ShareButton';
import { useEditing } from './context';
import { copyOf } from './document';
import { History } from './History';

/** What can be done with a dashboard as a whole while it is looked at. */
export function DashboardTools({ opened }: { opened: OpenedDashboard }) {
  const { uid, title, folder, readOnly } = opened;
  const [history, { open, close }] = useDisclosure(false);
  const change = useChangeSearch();
  const [, navigate] = useLocation();
  const hrefTo = useHrefTo();
  const client = useQueryClient();
  const picture = pictureUrl(uid, useSearch(), { theme: useScheme(), width: 1440 });
  const copy = useMutation({
    mutationFn: async () => createDashboard(copyOf(await storedJson(uid), `${title} copy`), { folder, message: `copy of ${uid}` }),
    onSuccess: (made) => navigate(hrefTo(`/d/${encodeURIComponent(made.uid)}`, { edit: '1' })),
  });
  const remove = useMutation({
    mutationFn: () => deleteDashboard(uid),
    onSuccess: async () => {
      navigate(hrefTo('/dashboards'));
      // What is gone must not be asked for again.
      client.removeQueries({ queryKey: ['dashboard', uid] });
      await client.invalidateQueries();
    },
  });
  // Of the newest version: to change an old one would end in a conflict.
  const edit = async () => {
    await client.invalidateQueries({ queryKey: ['dashboard', uid] });
    change({ edit: '1' }, { push: true });
  };
  if (useEditing()) return null;
  const failed = copy.error ?? remove.error;
  return (
    <>
      {failed && <span role="alert">{failed.message}</span>}
      {!readOnly && (
        <Button variant="default" onClick={() => void edit()}>
          Edit
        </Button>
      )}
      <Button variant="default" loading={copy.isPending} onClick={() => copy.mutate()}>
        Save a copy
      </Button>
      <Button variant="default" onClick={open}>
        History
      </Button>
      <ShareButton />
      <Button variant="default" component="a" href={jsonUrl(uid)} download={`${uid}.json`}>
        Export
      </Button>
      <Button variant="default" component="a" href={picture} target="_blank" rel="noreferrer" title="What is shown as a picture (PNG)">
        Picture
      </Button>
      {!readOnly && (
        <Button variant="default" loading={remove.isPending} onClick={() => window.confirm(`Delete “${title}” and its history?`) && remove.mutate()}>
          Delete
        </Button>
      )}
      <Drawer opened={history} onClose={close} position="right" size="min(760px, 100vw)" title="History">
        <History uid={uid} canRestore={!readOnly} onRestored={() => void client.invalidateQueries().then(close)} />
      </Drawer>
    </>
  );
}
