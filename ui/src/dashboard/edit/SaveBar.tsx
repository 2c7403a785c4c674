import { Button, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { dashboard, saveDashboard, type OpenedDashboard } from '../../api/dashboards';
import { ApiError } from '../../api/http';
import { download } from '../../explore/exportCsv';
import type { Draft } from './useDraft';
import css from './edit.module.css';

interface SaveBarProps {
  opened: OpenedDashboard;
  draft: Draft;
  folder: string;
  onDone: () => void;
}

/** Keeps the draft as a new version. Where somebody was faster, both ways on are offered. */
export function SaveBar({ opened, draft, folder, onDone }: SaveBarProps) {
  const [message, setMessage] = useState('');
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: async (over: boolean) => {
      const baseVersion = over ? (await dashboard(opened.uid)).version : opened.version;
      return saveDashboard(opened.uid, draft.text, { message, folder, baseVersion });
    },
    onSuccess: async () => {
      // First what was saved, so that nobody looks at, or changes, the version before it.
      await client.invalidateQueries({ queryKey: ['dashboard', opened.uid] });
      onDone();
      void client.invalidateQueries();
    },
  });
  const conflict = save.error instanceof ApiError && save.error.status === 409;
  return (
    <>
      <TextInput className={css.grow} aria-label="What changed and why" placeholder="What changed and why" value={message} onChange={(e) => setMessage(e.currentTarget.value)} />
      <Button disabled={!(draft.dirty || folder !== opened.folder) || draft.problem !== undefined} loading={save.isPending} onClick={() => save.mutate(false)}>
        Save
      </Button>
      {(draft.problem ?? save.error?.message) && (
        <p className={css.problem} role="alert">
          {draft.problem ?? save.error?.message}
        </p>
      )}
      {conflict && (
        <>
          <Button variant="default" loading={save.isPending} onClick={() => save.mutate(true)}>
            Save over the newer version
          </Button>
          <Button variant="default" onClick={() => download(`${opened.uid}.json`, draft.text)}>
            Download my document
          </Button>
        </>
      )}
    </>
  );
}
