import { IconLayoutDashboard } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { dashboards, type ListedDashboard } from '../api/dashboards';
import { NewDashboard } from '../dashboard/edit/NewDashboard';
import { FindingCount } from '../dashboard/findings/FindingCount';
import { groupBy } from '../format/groupBy';
import { Panel } from '../parts/Panel';
import { SearchField } from '../parts/SearchField';
import { Empty, Loaded } from '../parts/states';
import { live } from '../time/refresh';
import { useHrefTo, useSearchParam } from '../url/search';
import { SourceProblems } from './SourceProblems';
import css from './dashboards.module.css';

/** Asking for the list has what is new checked; the answer is there a moment later. */
const soonIfUnchecked = ({ state }: { state: { data?: ListedDashboard[] } }) => (state.data?.some(({ findings }) => findings === null) ? 2000 : false);

/** Every dashboard there is, by folder. */
export default function DashboardsPage() {
  const list = useQuery({ queryKey: [live, 'dashboards'], queryFn: ({ signal }) => dashboards(signal), refetchInterval: soonIfUnchecked });
  const [wanted, setWanted] = useSearchParam('search');
  return (
    <>
      <NewDashboard />
      <SearchField value={wanted} onChange={setWanted} label="Search dashboards" placeholder="Search by title, folder or tag" />
      <SourceProblems />
      <Loaded query={list}>{(all) => <Folders all={all} wanted={wanted} />}</Loaded>
    </>
  );
}

function Folders({ all, wanted }: { all: ListedDashboard[]; wanted: string }) {
  const words = wanted.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((one) => {
    const text = [one.title, one.folder, one.source.name, ...one.tags].join(' ').toLowerCase();
    return words.every((word) => text.includes(word));
  });
  if (found.length === 0) {
    return (
      <Empty icon={<IconLayoutDashboard size={26} stroke={1.5} aria-hidden />} title={all.length === 0 ? 'No dashboards yet' : 'No dashboard matches'}>
        {all.length === 0 ? 'Dashboards come from services, from folders, or are made here.' : 'Search for fewer or other words.'}
      </Empty>
    );
  }
  const folders = [...groupBy(found, ({ folder }) => folder)].sort(([a], [b]) => a.localeCompare(b));
  return folders.map(([folder, members]) => (
    <Panel key={folder} title={folder || 'General'} className={css.folder} flush>
      <ul className={css.list}>
        {members.map((one) => (
          <Row key={one.uid} summary={one} />
        ))}
      </ul>
    </Panel>
  ));
}

function Row({ summary: { uid, title, tags, source, broken, staleSince, findings } }: { summary: ListedDashboard }) {
  const hrefTo = useHrefTo();
  return (
    <li className={css.row}>
      <Link href={hrefTo(`/d/${encodeURIComponent(uid)}`)}>{title}</Link>
      <span className={css.tags}>{tags.join(' · ')}</span>
      {broken && (
        <span className={css.broken} title={broken}>
          newer version refused
        </span>
      )}
      <FindingCount of={findings} />
      {staleSince && <span className={css.stale}>its source no longer has it</span>}
      <span className={css.source}>{source.kind === 'builtin' ? 'built in' : `${source.kind} ${source.name}`}</span>
    </li>
  );
}
