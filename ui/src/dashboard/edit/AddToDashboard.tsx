import { Button, Modal, Select, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { dashboards } from '../../api/dashboards';
import { useHrefTo } from '../../url/search';
import { emptyDocument } from './document';
import { useMake } from './NewDashboard';
import css from './edit.module.css';

/** Takes the queries of Explore to a dashboard, there is or new, as a panel that is yet to be saved. */
export function AddToDashboard({ exprs }: { exprs: string[] }) {
  const [opened, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" disabled={exprs.length === 0} onClick={open}>
        Add to dashboard
      </Button>
      <Modal opened={opened} onClose={close} title="Add to dashboard">
        <Choice exprs={exprs} />
      </Modal>
    </>
  );
}

function Choice({ exprs }: { exprs: string[] }) {
  const list = useQuery({ queryKey: ['dashboards'], queryFn: ({ signal }) => dashboards(signal) });
  const [, navigate] = useLocation();
  const hrefTo = useHrefTo();
  const [title, setTitle] = useState('');
  const make = useMake('', { edit: '1', addQuery: exprs });
  const writable = (list.data ?? []).filter(({ readOnly }) => !readOnly);
  return (
    <div className={css.form}>
      <Select
        label="A dashboard there is"
        searchable
        data={writable.map(({ uid, title: name, folder }) => ({ value: uid, label: folder ? `${folder} / ${name}` : name }))}
        nothingFoundMessage="None can be changed here"
        onChange={(uid) => uid && navigate(hrefTo(`/d/${encodeURIComponent(uid)}`, { edit: '1', addQuery: exprs }))}
      />
      <TextInput label="Or a new one" placeholder="Title" value={title} onChange={(e) => setTitle(e.currentTarget.value)} error={make.error?.message} />
      <Button disabled={title.trim() === ''} loading={make.isPending} onClick={() => make.mutate(emptyDocument(title.trim()))}>
        Make it
      </Button>
    </div>
  );
}
