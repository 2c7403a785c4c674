import { Button, SegmentedControl } from '@mantine/core';
import { IconBellOff, IconPlus, IconZoomQuestion } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useNotifiedAlerts, useSilences } from '../api/hooks';
import type { Silence } from '../api/alertmanager';
import { useShortcut } from '../app/ShortcutProvider';
import { formatCount, plural } from '../format/number';
import { SearchField } from '../parts/SearchField';
import { Empty, Loaded, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import { VirtualList } from '../parts/VirtualList';
import { useHrefTo, useSearchParam } from '../url/search';
import { filterSilences, type SilenceState } from './filter';
import { SilenceRow } from './SilenceRow';
import css from './silences.module.css';

export function SilenceList() {
  const silences = useSilences();
  const [, navigate] = useLocation();
  const hrefTo = useHrefTo();
  const make = () => navigate(hrefTo('/silences/new'));
  useShortcut('n', 'Make a silence', make);
  return (
    <Loaded query={silences} loading={<Loading rows={8} height={28} />}>
      {(list) => (list.length === 0 ? <NoSilences onMake={make} /> : <Silences list={list} onMake={make} />)}
    </Loaded>
  );
}

function NoSilences({ onMake }: { onMake: () => void }) {
  return (
    <Empty icon={<IconBellOff size={28} stroke={1.5} aria-hidden />} title="There are no silences">
      <p className={css.noSilences}>
        A silence keeps notifications back while you work on something. It matches alerts by their labels and ends by
        itself.
      </p>
      <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={onMake}>
        Make a silence
      </Button>
    </Empty>
  );
}

function Silences({ list, onMake }: { list: Silence[]; onMake: () => void }) {
  const [text, setText] = useSearchParam('q');
  const [state, setState] = useSearchParam('state');
  const silenced = useNotifiedAlerts().data ?? [];
  const found = filterSilences(list, text, state as SilenceState);
  return (
    <>
      <div className={table.toolbar}>
        <SearchField
          label="Search silences"
          placeholder="Label, value, comment, author or id"
          value={text}
          onChange={setText}
        />
        <StateSwitch list={list} state={state} onChange={setState} />
        <span className={table.count} role="status">
          {plural(found.length, 'silence')}
        </span>
        <Button leftSection={<IconPlus size={14} aria-hidden />} onClick={onMake}>
          New silence
        </Button>
      </div>
      {found.length === 0 ? (
        <Empty icon={<IconZoomQuestion size={26} stroke={1.5} aria-hidden />} title="No silence matches">
          {text === '' ? 'There is none in this state.' : 'Try fewer words, or another state.'}
        </Empty>
      ) : (
        <div className={css.list}>
          <VirtualList label="Silences" items={found} keyOf={({ id }) => id} estimate={() => 72}>
            {(silence) => (
              <SilenceRow
                silence={silence}
                holdsBack={silenced.filter(({ status }) => status.silencedBy.includes(silence.id)).length}
              />
            )}
          </VirtualList>
        </div>
      )}
    </>
  );
}

function StateSwitch({ list, state, onChange }: { list: Silence[]; state: string; onChange: (state: string) => void }) {
  const count = (wanted: SilenceState) => formatCount(filterSilences(list, '', wanted).length);
  return (
    <SegmentedControl
      aria-label="Show silences by state"
      value={state}
      onChange={onChange}
      data={[
        { value: '', label: `Active and pending ${count('')}` },
        { value: 'active', label: `Active ${count('active')}` },
        { value: 'pending', label: `Pending ${count('pending')}` },
        { value: 'expired', label: `Expired ${count('expired')}` },
      ]}
    />
  );
}
