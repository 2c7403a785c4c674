import { SegmentedControl } from '@mantine/core';
import { IconServer2, IconZoomQuestion } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useBudgets, useDiscovery, useMissingTargets, useTargets } from '../api/hooks';
import type { DroppedTarget, Target, Targets } from '../api/prometheus';
import { formatCount, plural } from '../format/number';
import { SearchField } from '../parts/SearchField';
import { Empty, Loaded, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import { VirtualList } from '../parts/VirtualList';
import { useSearchParam } from '../url/search';
import { useOpened } from '../url/useOpened';
import { DroppedTargets } from './DroppedTargets';
import { findersOf, foundOf, type Found } from './found';
import { JobRow } from './JobRow';
import { Failing, Mechanisms } from './Mechanisms';
import { MissingTargets } from './MissingTargets';
import { isTroubled, keyOf, rowsOf, selectJobs, type Job, type StateFilter } from './select';
import { TargetDrawer } from './TargetDrawer';
import { TargetRow } from './TargetRow';
import { TeamBudgets, TeamsOver } from './TeamBudgets';
import css from './targets.module.css';
import { useStandings } from './useStandings';

/** Pages with more targets than this open only the jobs that need a look. */
const openAllUpTo = 60;

export default function TargetsPage() {
  const targets = useTargets();
  // Who found a target is worth knowing; the list does not wait for it.
  const discovery = useDiscovery();
  const found = useMemo(() => foundOf(discovery.data), [discovery.data]);
  return (
    <Loaded query={targets} loading={<Loading rows={8} height={28} />}>
      {(data) => <TargetsView data={data} found={found} />}
    </Loaded>
  );
}

function TargetsView({ data, found }: { data: Targets; found: Found }) {
  const [text, setText] = useSearchParam('q');
  const [state, setState] = useSearchParam('state');
  const [shown, setShown] = useSearchParam('show');
  const show = (target: Target | DroppedTarget) => setShown(keyOf(target));
  const target =
    shown === '' ? undefined : [...data.activeTargets, ...data.droppedTargets].find((one) => keyOf(one) === shown);
  const missing = useMissingTargets().data?.length ?? 0;
  const scraped = data.activeTargets.length + data.droppedTargets.length;
  if (scraped === 0 && found.mechanisms.length === 0 && missing === 0) {
    return <NothingWatched />;
  }
  return (
    <>
      <Failing mechanisms={found.failing} />
      {state !== 'teams' && <TeamsOver onShow={() => setState('teams')} />}
      <div className={table.toolbar}>
        <SearchField
          label="Search targets"
          placeholder="Address, label=value or error"
          value={text}
          onChange={setText}
        />
        <StateSwitch data={data} found={found} missing={missing} state={state as StateFilter} onChange={setState} />
      </div>
      {state === 'dropped' ? (
        <DroppedTargets data={data} found={found} text={text} onShow={show} />
      ) : state === 'missing' ? (
        <MissingTargets text={text} />
      ) : state === 'mechanisms' ? (
        <Mechanisms mechanisms={found.mechanisms} />
      ) : state === 'teams' ? (
        <TeamBudgets />
      ) : (
        <ActiveTargets
          targets={data.activeTargets}
          found={found}
          text={text}
          state={state as StateFilter}
          onShow={show}
        />
      )}
      <TargetDrawer target={target} found={found} onClose={() => setShown('')} />
    </>
  );
}

function StateSwitch({
  data,
  found,
  missing,
  state,
  onChange,
}: {
  data: Targets;
  found: Found;
  missing: number;
  state: StateFilter;
  onChange: (state: string) => void;
}) {
  const count = (health: Target['health']) => data.activeTargets.filter((target) => target.health === health).length;
  const teams = useBudgets().data?.teams.length ?? 0;
  const dropped =
    Object.values(data.droppedTargetCounts ?? {}).reduce((sum, n) => sum + n, 0) || data.droppedTargets.length;
  const choices: [StateFilter, string, number][] = [
    ['', 'All', data.activeTargets.length],
    ['up', 'Up', count('up')],
    ['down', 'Down', count('down')],
    ['unknown', 'Not scraped yet', count('unknown')],
    ['missing', 'Missing', missing],
    ['dropped', 'Dropped', dropped + found.left.length + found.leftMore],
    ['mechanisms', 'Mechanisms', found.mechanisms.length],
    ['teams', 'Teams', teams],
  ];
  return (
    <SegmentedControl
      aria-label="Show targets by state"
      value={state}
      onChange={onChange}
      data={choices
        .filter(([value, , n]) => n > 0 || value === state || value === '' || value === 'down')
        .map(([value, label, n]) => ({ value, label: `${label} ${formatCount(n)}` }))}
    />
  );
}

interface ActiveTargetsProps {
  targets: Target[];
  found: Found;
  text: string;
  state: StateFilter;
  onShow: (target: Target) => void;
}

function ActiveTargets({ targets, found, text, state, onShow }: ActiveTargetsProps) {
  const standingOf = useStandings();
  const jobs = useMemo(() => selectJobs(targets, text, state), [targets, text, state]);
  const { isOpen, toggle } = useOpened();
  // Whoever searches or has few targets wants to see them; a click says otherwise, job by job.
  const openByDefault = (job: Job) => targets.length <= openAllUpTo || isTroubled(job) || text !== '';
  const rows = rowsOf(jobs, (job) => isOpen(job.name, openByDefault(job)));
  const count = jobs.reduce((sum, job) => sum + job.targets.length, 0);

  return (
    <>
      <p className={css.found} role="status">
        {plural(count, 'target')} in {plural(jobs.length, 'job')}
      </p>
      {rows.length === 0 ? (
        <Empty icon={<IconZoomQuestion size={26} stroke={1.5} aria-hidden />} title="No target matches">
          {state === 'down' && text === '' ? 'Nothing is down.' : 'Try fewer words, or another state.'}
        </Empty>
      ) : (
        <VirtualList
          label="Targets by job"
          items={rows}
          keyOf={(row) => (row.kind === 'job' ? `job ${row.job.name}` : keyOf(row.target))}
          estimate={(row) => (row.kind === 'job' ? 52 : 46)}
        >
          {(row) =>
            row.kind === 'job' ? (
              <JobRow
                job={row.job}
                foundBy={findersOf(found, row.job.targets)}
                open={row.open}
                onToggle={() => toggle(row.job.name, openByDefault(row.job))}
              />
            ) : (
              <TargetRow
                target={row.target}
                complaint={standingOf(row.target)?.complaint}
                last={row.last}
                onShow={() => onShow(row.target)}
              />
            )
          }
        </VirtualList>
      )}
    </>
  );
}

function NothingWatched() {
  return (
    <Empty icon={<IconServer2 size={28} stroke={1.5} aria-hidden />} title="Nothing is watched yet">
      Add <code>discover</code> or <code>scrape_configs</code> to the configuration and reload with <code>systemctl reload lookout</code> or{' '}
      <code>POST /-/reload</code>. Started without a configuration, Lookout watches this host and itself.
    </Empty>
  );
}
