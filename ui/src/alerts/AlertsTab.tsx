import { SegmentedControl, Select } from '@mantine/core';
import { IconCircleCheck, IconZoomQuestion } from '@tabler/icons-react';
import { formatCount, plural } from '../format/number';
import { SearchField } from '../parts/SearchField';
import { Empty, Failure, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import { useSearchParam } from '../url/search';
import { useOpened } from '../url/useOpened';
import { AlertGroupBox } from './AlertGroupBox';
import { filterAlerts, groupAlerts, stateOf, type AlertItem, type ShownState } from './items';
import { useAlertItems } from './useAlertItems';

/** Pages with more alerts than this show the groups closed. */
const openAllUpTo = 25;

const groupings = ['alertname', 'rule group', 'severity', 'team', 'job', 'instance'];

export function AlertsTab() {
  const { items, rules, notified } = useAlertItems();
  if (items === undefined) {
    return rules.error ? (
      <Failure error={rules.error} retry={() => void rules.refetch()} />
    ) : (
      <Loading rows={8} height={28} />
    );
  }
  const hasRules = rules.data?.some((group) => group.rules.some(({ type }) => type === 'alerting')) ?? false;
  return (
    <>
      {notified.error && <p className={table.error}>What is silenced is not known: {notified.error.message}</p>}
      {items.length === 0 ? <AllQuiet hasRules={hasRules} /> : <AlertGroups items={items} />}
    </>
  );
}

function AllQuiet({ hasRules }: { hasRules: boolean }) {
  if (hasRules) {
    return (
      <Empty
        icon={<IconCircleCheck size={28} stroke={1.5} color="var(--ok)" aria-hidden />}
        title="Nothing fires and nothing is pending"
      >
        The Rules tab shows what is judged, and when it was last.
      </Empty>
    );
  }
  return (
    <Empty icon={<IconCircleCheck size={28} stroke={1.5} aria-hidden />} title="No alert rule is loaded">
      Name your rule files under <code>rule_files</code> in the configuration and reload.
    </Empty>
  );
}

function AlertGroups({ items }: { items: AlertItem[] }) {
  const [text, setText] = useSearchParam('q');
  const [state, setState] = useSearchParam('state');
  const [severity, setSeverity] = useSearchParam('severity');
  const [by, setBy] = useSearchParam('by', 'alertname');
  const { isOpen, toggle } = useOpened();

  const found = filterAlerts(items, { text, state, severity });
  const groups = groupAlerts(found, by);
  const byDefault = found.length <= openAllUpTo;
  const severities = [...new Set(items.map(({ labels }) => labels.severity ?? ''))].filter(Boolean).sort();

  return (
    <>
      <div className={table.toolbar}>
        <SearchField label="Search alerts" placeholder="Name, label=value or text" value={text} onChange={setText} />
        <StateSwitch items={items} state={state} onChange={setState} />
        <Select
          aria-label="Severity"
          w={130}
          data={[{ value: '', label: 'Any severity' }, ...severities]}
          value={severity}
          allowDeselect={false}
          onChange={(value) => setSeverity(value ?? '')}
        />
        <Select
          aria-label="Group by"
          w={165}
          data={groupings.map((value) => ({ value, label: `By ${value}` }))}
          value={by}
          allowDeselect={false}
          onChange={(value) => setBy(value ?? 'alertname')}
        />
        <span className={table.count} role="status">
          {plural(found.length, 'alert')} in {plural(groups.length, 'group')}
        </span>
      </div>
      {groups.length === 0 && (
        <Empty icon={<IconZoomQuestion size={26} stroke={1.5} aria-hidden />} title="No alert matches">
          Try fewer words, or another state or severity.
        </Empty>
      )}
      <div className={table.stack}>
        {groups.map((group) => (
          <AlertGroupBox
            key={group.name}
            group={group}
            by={by}
            open={isOpen(group.name, byDefault)}
            onToggle={() => toggle(group.name, byDefault)}
          />
        ))}
      </div>
    </>
  );
}

function StateSwitch({
  items,
  state,
  onChange,
}: {
  items: AlertItem[];
  state: string;
  onChange: (state: string) => void;
}) {
  const count = (wanted: ShownState) => items.filter((item) => stateOf(item) === wanted).length;
  return (
    <SegmentedControl
      aria-label="Show alerts by state"
      value={state}
      onChange={onChange}
      data={[
        { value: '', label: `All ${formatCount(items.length)}` },
        { value: 'firing', label: `Firing ${formatCount(count('firing'))}` },
        { value: 'pending', label: `Pending ${formatCount(count('pending'))}` },
        { value: 'suppressed', label: `Silenced ${formatCount(count('suppressed'))}` },
      ]}
    />
  );
}
