import { TagsInput, TextInput } from '@mantine/core';
import { TextField } from './fields';
import type { Dashboard } from '../model/types';
import type { Path } from './patch';
import css from './edit.module.css';

interface SettingsFormProps {
  dashboard: Dashboard;
  folder: string;
  onFolder: (folder: string) => void;
  onChange: (key: Path, value: unknown) => void;
}

/** What concerns a dashboard as a whole. */
export function SettingsForm({ dashboard, folder, onFolder, onChange }: SettingsFormProps) {
  const fields: [string, Path, string][] = [
    ['Title', ['title'], dashboard.title],
    ['From', ['time', 'from'], dashboard.time.from],
    ['To', ['time', 'to'], dashboard.time.to],
    ['Refresh', ['refresh'], dashboard.refresh],
  ];
  return (
    <div className={css.form}>
      {fields.map(([label, key, value]) => (
        <TextField key={label} label={label} value={value} onDone={(text) => onChange(key, text)} />
      ))}
      <TextInput label="Folder" value={folder} onChange={(e) => onFolder(e.currentTarget.value)} />
      <TagsInput label="Tags" defaultValue={dashboard.tags} onChange={(tags) => onChange(['tags'], tags)} />
    </div>
  );
}
