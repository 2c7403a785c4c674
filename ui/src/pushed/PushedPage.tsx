import { SegmentedControl } from '@mantine/core';
import { IconAlertTriangle, IconPackageImport, IconZoomQuestion } from '@tabler/icons-react';
import { usePushed, useStatus } from '../api/hooks';
import type { PushedGroups } from '../api/lookout';
import { formatCount, plural } from '../format/number';
import { CopyButton } from '../parts/CopyButton';
import { SearchField } from '../parts/SearchField';
import { Empty, Loaded, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import { VirtualList } from '../parts/VirtualList';
import { useRefresh } from '../time/refresh';
import { useSearchParam } from '../url/search';
import { useOpened } from '../url/useOpened';
import { filterGroups, isUnread, type PushState } from './filter';
import { GroupRow } from './GroupRow';
import css from './pushed.module.css';

export default function PushedPage() {
  const pushed = usePushed();
  return (
    <Loaded query={pushed} loading={<Loading rows={8} height={28} />}>
      {(data) => (data.groups.length === 0 ? <NothingPushed /> : <Groups data={data} />)}
    </Loaded>
  );
}

function Groups({ data: { groups, lastRead } }: { data: PushedGroups }) {
  const [text, setText] = useSearchParam('q');
  const [state, setState] = useSearchParam('state');
  const { isOpen, toggle } = useOpened();
  const { now } = useRefresh();
  const started = useStatus().data?.startTime;
  const found = filterGroups(groups, text, state as PushState);
  const failing = groups.filter((group) => group.failing).length;
  return (
    <>
      {isUnread(lastRead ?? started, now) && <Unread />}
      <div className={table.toolbar}>
        <SearchField label="Search groups" placeholder="label=value, or a failure" value={text} onChange={setText} />
        <SegmentedControl
          aria-label="Show groups by state"
          value={state}
          onChange={setState}
          data={[
            { value: '', label: `All ${formatCount(groups.length)}` },
            { value: 'failing', label: `Last push refused ${formatCount(failing)}` },
          ]}
        />
        <span className={table.count} role="status">
          {plural(found.length, 'group')}
        </span>
      </div>
      {found.length === 0 ? (
        <Empty icon={<IconZoomQuestion size={26} stroke={1.5} aria-hidden />} title="No group matches">
          {text === '' ? 'Every last push was taken.' : 'Try fewer words, or another state.'}
        </Empty>
      ) : (
        <div className={css.list}>
          <VirtualList label="Pushed groups" items={found} keyOf={({ id }) => id} estimate={() => 58}>
            {(group) => (
              <GroupRow group={group} open={isOpen(group.id, false)} onToggle={() => toggle(group.id, false)} />
            )}
          </VirtualList>
        </div>
      )}
    </>
  );
}

/** Pushing to a gateway that nobody scrapes looks like success and leads nowhere. */
function Unread() {
  return (
    <p className={css.unread} role="note">
      <IconAlertTriangle size={15} aria-hidden />
      <span>
        Nobody reads these groups, so they are in no graph and no rule. Add <code>watch: [pushed]</code> to lookout.yml, or a
        scrape job with <code>honor_labels: true</code> for <code>/pushgateway/metrics</code>.
      </span>
    </p>
  );
}

function NothingPushed() {
  const example = `echo "backup_duration_seconds 42.7" | curl --data-binary @- ${window.location.origin}/metrics/job/backup`;
  return (
    <Empty icon={<IconPackageImport size={28} stroke={1.5} aria-hidden />} title="Nothing was pushed yet">
      <p className={css.nothing}>
        Jobs that end before anybody could scrape them, such as backups, push their metrics here, as to a Pushgateway:
      </p>
      <div className={css.example}>
        <code>{example}</code>
        <CopyButton value={example} what="the command" />
      </div>
    </Empty>
  );
}
