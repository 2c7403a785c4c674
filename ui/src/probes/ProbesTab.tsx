import { SegmentedControl } from '@mantine/core';
import { IconWorldSearch, IconZoomQuestion } from '@tabler/icons-react';
import { useProbes } from '../api/hooks';
import type { Probe } from '../api/lookout';
import { formatCount, plural } from '../format/number';
import { SearchField } from '../parts/SearchField';
import { Empty, Loaded, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import { VirtualList } from '../parts/VirtualList';
import { useSearchParam } from '../url/search';
import { useOpened } from '../url/useOpened';
import { Paste } from './Paste';
import { ProbeRow } from './ProbeRow';
import { keyOf, selectProbes, type ProbeState } from './rows';
import css from './probes.module.css';

const example = `probes:
  - name: shop
    module: http_2xx
    targets: [https://shop.example.org]
    interval: 30s
`;

export function ProbesTab() {
  const probes = useProbes();
  return (
    <Loaded query={probes} loading={<Loading rows={8} height={28} />}>
      {(list) => (list.length === 0 ? <NothingAsked /> : <Probes list={list} />)}
    </Loaded>
  );
}

function NothingAsked() {
  return (
    <Empty icon={<IconWorldSearch size={28} stroke={1.5} aria-hidden />} title="Nothing is asked from outside yet">
      <p className={css.hint}>
        A probe asks a service as its users do, over HTTP, TCP, DNS, ICMP or gRPC. Paste this into <code>lookout.yml</code>
        {' '}and reload:
      </p>
      <Paste yaml={example} />
    </Empty>
  );
}

function Probes({ list }: { list: Probe[] }) {
  const [text, setText] = useSearchParam('q');
  const [state, setState] = useSearchParam('state');
  const { isOpen, toggle } = useOpened();
  const found = selectProbes(list, text, state as ProbeState);
  return (
    <>
      <div className={table.toolbar}>
        <SearchField
          label="Search probes"
          placeholder="Target, job, module, label or reason"
          value={text}
          onChange={setText}
        />
        <StateSwitch list={list} state={state} onChange={setState} />
        <span className={table.count} role="status">
          {plural(found.length, 'target')}
        </span>
      </div>
      {found.length === 0 ? (
        <Empty icon={<IconZoomQuestion size={26} stroke={1.5} aria-hidden />} title="No target matches">
          {state === 'down' && text === '' ? 'Nothing fails.' : 'Try fewer words, or another state.'}
        </Empty>
      ) : (
        <div className={css.list}>
          <VirtualList label="Probes" items={found} keyOf={keyOf} estimate={() => 64}>
            {(probe) => (
              <ProbeRow
                probe={probe}
                open={isOpen(keyOf(probe), false)}
                onToggle={() => toggle(keyOf(probe), false)}
              />
            )}
          </VirtualList>
        </div>
      )}
    </>
  );
}

function StateSwitch({ list, state, onChange }: { list: Probe[]; state: string; onChange: (state: string) => void }) {
  const choices: [ProbeState, string][] = [
    ['', 'All'],
    ['down', 'Failing'],
    ['up', 'Good'],
    ['pending', 'Not asked yet'],
  ];
  const count = (wanted: ProbeState) => selectProbes(list, '', wanted).length;
  return (
    <SegmentedControl
      aria-label="Show probes by state"
      value={state}
      onChange={onChange}
      data={choices
        .filter(([value]) => value !== 'pending' || value === state || count(value) > 0)
        .map(([value, name]) => ({ value, label: `${name} ${formatCount(count(value))}` }))}
    />
  );
}
