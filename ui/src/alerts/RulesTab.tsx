import { SegmentedControl } from '@mantine/core';
import { IconListCheck, IconZoomQuestion } from '@tabler/icons-react';
import { useRules } from '../api/hooks';
import type { RuleGroup } from '../api/prometheus';
import { formatValue } from '../chart';
import { formatLength } from '../format/duration';
import { formatCount, plural } from '../format/number';
import { Ago } from '../parts/Ago';
import { SearchField } from '../parts/SearchField';
import { Empty, Loaded, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import { VirtualList } from '../parts/VirtualList';
import { useSearchParam } from '../url/search';
import { useOpened } from '../url/useOpened';
import css from './alerts.module.css';
import { passes, ruleRows, type RuleFilter } from './ruleRows';
import { RuleRow } from './RuleRow';

export function RulesTab() {
  const rules = useRules();
  return (
    <Loaded query={rules} loading={<Loading rows={8} height={28} />}>
      {(groups) => (groups.length === 0 ? <NoRules /> : <RuleGroups groups={groups} />)}
    </Loaded>
  );
}

function NoRules() {
  return (
    <Empty icon={<IconListCheck size={28} stroke={1.5} aria-hidden />} title="No rule is loaded">
      Name your rule files under <code>rule_files</code> in the configuration and reload. Started without a
      configuration, Lookout brings rules for this host and itself.
    </Empty>
  );
}

function RuleGroups({ groups }: { groups: RuleGroup[] }) {
  const [text, setText] = useSearchParam('q');
  const [filter, setFilter] = useSearchParam('state');
  const { isOpen, toggle } = useOpened();
  const rows = ruleRows(groups, text, filter as RuleFilter);
  const found = rows.filter(({ kind }) => kind === 'rule').length;
  return (
    <>
      <div className={table.toolbar}>
        <SearchField
          label="Search rules"
          placeholder="Name, expression, group or label=value"
          value={text}
          onChange={setText}
        />
        <FilterSwitch groups={groups} filter={filter as RuleFilter} onChange={setFilter} />
        <span className={table.count} role="status">
          {plural(found, 'rule')}
        </span>
      </div>
      {rows.length === 0 && (
        <Empty icon={<IconZoomQuestion size={26} stroke={1.5} aria-hidden />} title="No rule matches">
          {filter === 'failing' ? 'Every rule could be evaluated.' : 'Try fewer words.'}
        </Empty>
      )}
      <VirtualList label="Rules by group" items={rows} keyOf={({ key }) => key} estimate={() => 42}>
        {(row) =>
          row.kind === 'group' ? (
            <GroupHead group={row.group} />
          ) : (
            <RuleRow {...row} open={isOpen(row.key, false)} onToggle={() => toggle(row.key, false)} />
          )
        }
      </VirtualList>
    </>
  );
}

function FilterSwitch({
  groups,
  filter,
  onChange,
}: {
  groups: RuleGroup[];
  filter: RuleFilter;
  onChange: (filter: string) => void;
}) {
  const rules = groups.flatMap((group) => group.rules);
  const choices: [RuleFilter, string][] = [
    ['', 'All'],
    ['failing', 'Failing'],
    ['firing', 'Firing'],
    ['alerting', 'Alerting'],
    ['recording', 'Recording'],
  ];
  return (
    <SegmentedControl
      aria-label="Show rules by kind"
      value={filter}
      onChange={onChange}
      data={choices.map(([value, label]) => ({
        value,
        label: `${label} ${formatCount(rules.filter((rule) => passes(rule, value)).length)}`,
      }))}
    />
  );
}

function GroupHead({ group }: { group: RuleGroup }) {
  return (
    <div className={css.groupHead}>
      <h2>{group.name}</h2>
      <span className={css.groupFacts}>{group.file}</span>
      <span className={css.groupRight}>
        <span>every {formatLength(group.interval * 1000)}</span>
        <span>
          evaluated <Ago time={group.lastEvaluation} never="not yet" />
        </span>
        <span className={css.took}>{formatValue(group.evaluationTime, 'seconds')}</span>
      </span>
    </div>
  );
}
