import { IconBook2 } from '@tabler/icons-react';
import { Pill } from '../parts/Pill';
import css from './alerts.module.css';

/** Annotations come from rules and from whoever pushes alerts: only a web address becomes a link. */
export function RunbookLink({ url }: { url: string }) {
  if (!/^https?:\/\//i.test(url)) return <Pill tone="quiet">{url}</Pill>;
  return (
    <a href={url} target="_blank" rel="noreferrer" className={css.runbook}>
      <IconBook2 size={14} aria-hidden /> Runbook
    </a>
  );
}
