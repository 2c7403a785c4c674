import { Button, FileInput, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { createDashboard } from '../../api/dashboards';
import { useHrefTo } from '../../url/search';
import { emptyDocument } from './document';
import { problemOf } from './JsonForm';
import css from './edit.module.css';

/** Makes a dashboard, empty or from JSON, and opens it. */
export function NewDashboard() {
  const [what, setWhat] = useState<'new' | 'import'>();
  return (
    <div className={css.bar}>
      <Button onClick={() => setWhat('new')}>New dashboard</Button>
      <Button variant="default" onClick={() => setWhat('import')}>
        Import
      </Button>
      <Modal opened={what !== undefined} onClose={() => setWhat(undefined)} title={what === 'import' ? 'Import a dashboard' : 'New dashboard'} size="lg">
        <MakeForm fromJson={what === 'import'} />
      </Modal>
    </div>
  );
}

function MakeForm({ fromJson }: { fromJson: boolean }) {
  const [title, setTitle] = useState('');
  const [folder, setFolder] = useState('');
  const [json, setJson] = useState('');
  const make = useMake(folder, fromJson ? {} : { edit: '1' });
  const wrong = fromJson && json.trim() !== '' ? problemOf(json) : undefined;
  const ready = fromJson ? json.trim() !== '' && !wrong : title.trim() !== '';
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        make.mutate(fromJson ? json : emptyDocument(title.trim()));
      }}
    >
      {fromJson ? (
        <>
          <FileInput label="File" accept="application/json,.json" placeholder="Choose a file" onChange={(file) => void file?.text().then(setJson)} />
          <Textarea className={css.json} label="JSON" minRows={8} maxRows={20} autosize spellCheck={false} value={json} onChange={(e) => setJson(e.currentTarget.value)} error={wrong} />
        </>
      ) : (
        <TextInput label="Title" data-autofocus value={title} onChange={(e) => setTitle(e.currentTarget.value)} />
      )}
      <TextInput label="Folder" value={folder} onChange={(e) => setFolder(e.currentTarget.value)} />
      {make.error && (
        <p className={css.problem} role="alert">
          {make.error.message}
        </p>
      )}
      <Button type="submit" disabled={!ready} loading={make.isPending}>
        {fromJson ? 'Import' : 'Make it'}
      </Button>
    </form>
  );
}

/** Keeps a document as a new dashboard, then opens it; with `edit`, to be changed. What was imported is looked at first. */
export function useMake(folder: string, params: Record<string, string | string[]>) {
  const [, navigate] = useLocation();
  const hrefTo = useHrefTo();
  return useMutation({
    mutationFn: (text: string) => createDashboard(text, { folder, message: '' }),
    onSuccess: ({ uid }) => navigate(hrefTo(`/d/${encodeURIComponent(uid)}`, params)),
  });
}
