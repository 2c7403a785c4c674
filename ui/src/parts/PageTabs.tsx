import { Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatCount } from '../format/number';
import { useChangeSearch, useSearchParam } from '../url/search';
import css from './PageTabs.module.css';

export interface PageTab {
  value: string;
  label: string;
  count?: number;
  content: () => ReactNode;
}

/** Parts of a page, chosen by `tab` in the URL. The first is the default and leaves no trace there. */
export function PageTabs({ tabs, label }: { tabs: PageTab[]; label: string }) {
  const [chosen] = useSearchParam('tab');
  const change = useChangeSearch();
  const current = tabs.find(({ value }) => value === chosen) ?? tabs[0]!;
  const choose = (value: string | null) => {
    // Filters and open sections belong to the part they were set on.
    const cleared = { q: null, state: null, severity: null, by: null, open: null, closed: null };
    change({ ...cleared, tab: value === tabs[0]!.value ? null : value }, { push: true });
  };
  return (
    <Tabs value={current.value} onChange={choose} keepMounted={false}>
      <Tabs.List aria-label={label} mb={14} className={css.list}>
        {tabs.map(({ value, label: name, count }) => (
          <Tabs.Tab key={value} value={value} className={css.tab}>
            {name}
            {count !== undefined && <span className={css.count}>{formatCount(count)}</span>}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {tabs.map(({ value, content }) => (
        <Tabs.Panel key={value} value={value}>
          {value === current.value && content()}
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
