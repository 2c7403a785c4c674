import { SegmentedControl } from '@mantine/core';
import { IconHeartbeat, IconZoomQuestion } from '@tabler/icons-react';
import { useHeartbeats } from '../api/hooks';
import type { Heartbeat } from '../api/lookout';
import { formatCount, plural } from '../format/number';
import { CopyButton } from '../parts/CopyButton';
import { SearchField } from '../parts/SearchField';
import { Empty, Loaded, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import { VirtualList } from '../parts/VirtualList';
import { useSearchParam } from '../url/search';
import { HeartbeatRow } from './HeartbeatRow';
import css from './heartbeats.module.css';
import { countStates, selectHeartbeats, type StateFilter } from './select';

export default function HeartbeatsPage() {
  const heartbeats = useHeartbeats();
  return (
    <Loaded query={heartbeats} loading={<Loading rows={8} height={28} />}>
      {(list) => (list.length === 0 ? <NoHeartbeats /> : <Heartbeats list={list} />)}
    </Loaded>
  );
}

const example = `heartbeats:
  - name: backup
    period: 1d
    grace: 1h
`;

function NoHeartbeats() {
  return (
    <Empty icon={<IconHeartbeat size={28} stroke={1.5} aria-hidden />} title="No cron job checks in yet">
      <p className={css.hint}>
        A cron job that stops running makes no noise. List it in <code>lookout.yml</code>, reload, and have it call{' '}
        <code>/heartbeat/backup</code> when it ends; Lookout alerts when it does not.
      </p>
      <div className={css.example}>
        <pre>{example}</pre>
        <CopyButton value={example} what="the configuration" />
      </div>
    </Empty>
  );
}

function Heartbeats({ list }: { list: Heartbeat[] }) {
  const [text, setText] = useSearchParam('q');
  const [state, setState] = useSearchParam('state');
  const found = selectHeartbeats(list, text, state as StateFilter);
  return (
    <>
      <div className={table.toolbar}>
        <SearchField
          label="Search heartbeats"
          placeholder="Name, label, schedule or message"
          value={text}
          onChange={setText}
        />
        <StateSwitch list={list} state={state} onChange={setState} />
        <span className={table.count} role="status">
          {plural(found.length, 'heartbeat')}
        </span>
      </div>
      {found.length === 0 ? (
        <Empty icon={<IconZoomQuestion size={26} stroke={1.5} aria-hidden />} title="No heartbeat matches">
          {text === '' ? 'There is none in this state.' : 'Try fewer words, or another state.'}
        </Empty>
      ) : (
        <div className={css.list}>
          <VirtualList label="Heartbeats" items={found} keyOf={({ name }) => name} estimate={() => 92}>
            {(heartbeat) => <HeartbeatRow heartbeat={heartbeat} />}
          </VirtualList>
        </div>
      )}
    </>
  );
}

interface StateSwitchProps {
  list: Heartbeat[];
  state: string;
  onChange: (state: string) => void;
}

function StateSwitch({ list, state, onChange }: StateSwitchProps) {
  const present = countStates(list);
  // The chosen state stays to be seen, though no job may be in it any more.
  const choices = present.some(([one]) => one === state) || state === '' ? present : [...present, [state, 0] as const];
  return (
    <SegmentedControl
      aria-label="Show heartbeats by state"
      value={state}
      onChange={onChange}
      data={[
        { value: '', label: `All ${formatCount(list.length)}` },
        ...choices.map(([value, count]) => ({
          value,
          label: `${value === 'ok' ? 'OK' : value[0]!.toUpperCase() + value.slice(1)} ${formatCount(count)}`,
        })),
      ]}
    />
  );
}
