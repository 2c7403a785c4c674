import { useQuery } from '@tanstack/react-query';
import { useSearch } from 'wouter';
import { dashboards, type DashboardSummary } from '../../../api/dashboards';
import { withState } from '../../page/links';
import type { PanelProps } from '../contract';
import { Message } from '../Message';
import css from './Lists.module.css';

interface DashListOptions {
  showSearch?: boolean;
  query?: string;
  tags?: string[];
  folderTitle?: string;
  maxItems?: number;
  keepTime?: boolean;
  includeVars?: boolean;
  showFolderNames?: boolean;
}

/** Links to other dashboards: those with all of the tags whose titles contain the text. */
export default function DashListPanel({ panel, interpolate }: PanelProps) {
  const options = panel.options as DashListOptions;
  const search = useSearch();
  const list = useQuery({ queryKey: ['dashboards'], queryFn: ({ signal }) => dashboards(signal), staleTime: 60_000 });
  if (list.error) return <Message tone="bad" title="The dashboards could not be loaded" detail={list.error.message} />;
  const found = (list.data ?? []).filter((one) => matches(one, options, interpolate)).slice(0, options.maxItems ?? 10);
  if (found.length === 0) return <Message title={list.data ? 'No dashboards' : ''} detail={list.data && 'None has these tags and this title.'} />;
  return (
    <ul className={css.list}>
      {found.map(({ uid, title, folder }) => (
        <li key={uid} className={css.dashboard}>
          <a href={withState(`/d/${encodeURIComponent(uid)}`, options, search)}>{title}</a>
          {options.showFolderNames !== false && <span className={css.labels}>{folder}</span>}
        </li>
      ))}
    </ul>
  );
}

function matches({ title, tags, folder }: DashboardSummary, options: DashListOptions, interpolate: (text: string) => string): boolean {
  const words = interpolate(options.query ?? '').toLowerCase();
  const inFolder = !options.folderTitle || options.folderTitle === folder;
  return title.toLowerCase().includes(words) && (options.tags ?? []).every((tag) => tags.includes(tag)) && inFolder;
}
