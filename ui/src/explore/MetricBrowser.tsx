import { Drawer, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconSearch } from '@tabler/icons-react';
import { useMemo, useState, type KeyboardEvent } from 'react';
import { labelValues, metadata, type Metadata } from '../api/prometheus';
import { plural } from '../format/number';
import { Empty, Failure, Loading } from '../parts/states';
import { listMetrics, searchMetrics, type Metric } from './metrics';
import css from './explore.module.css';

interface MetricBrowserProps {
  opened: boolean;
  onClose: () => void;
  onPick: (name: string) => void;
}

/** All metrics with type and help; typing narrows the list, Enter or a click puts one into the query. */
export function MetricBrowser({ opened, onClose, onPick }: MetricBrowserProps) {
  return (
    <Drawer
      opened={opened}
      onClose={onClose}
      position="right"
      size={560}
      title="Metrics"
      // The editor takes the focus with what was picked.
      returnFocus={false}
      classNames={{ body: css.browser, content: css.browserContent }}
    >
      <Browser onPick={onPick} />
    </Drawer>
  );
}

const noMetadata: Record<string, Metadata[]> = {};
const rowHeight = 50;

function Browser({ onPick }: { onPick: (name: string) => void }) {
  const [words, setWords] = useState('');
  const [active, setActive] = useState(0);
  const names = useQuery({
    queryKey: ['completion', 'values', '__name__'],
    queryFn: ({ signal }) => labelValues('__name__', [], signal),
    staleTime: 60_000,
  });
  // Without metadata the list still serves, so its failure is not shown.
  const help = useQuery({
    queryKey: ['completion', 'metadata'],
    queryFn: ({ signal }) => metadata(undefined, signal),
    staleTime: 60_000,
  });
  const all = useMemo(() => listMetrics(names.data ?? [], help.data ?? noMetadata), [names.data, help.data]);
  const found = useMemo(() => searchMetrics(all, words), [all, words]);

  // State, not a ref: the drawer mounts its content late, and the list must know when.
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller,
    estimateSize: () => rowHeight,
    overscan: 8,
  });

  const move = (to: number) => {
    const next = Math.min(Math.max(0, to), found.length - 1);
    setActive(next);
    if (next >= 0) rows.scrollToIndex(next);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(active + 1);
    else if (event.key === 'ArrowUp') move(active - 1);
    else if (event.key === 'Enter' && found[active]) onPick(found[active].name);
    else return;
    event.preventDefault();
  };

  return (
    <>
      <TextInput
        size="sm"
        data-autofocus
        leftSection={<IconSearch size={15} />}
        placeholder="Search names and descriptions"
        aria-label="Search metrics"
        aria-controls="metric-list"
        aria-activedescendant={found[active] ? `metric-${active}` : undefined}
        role="combobox"
        aria-expanded
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setActive(0);
          scroller?.scrollTo({ top: 0 });
        }}
        onKeyDown={onKeyDown}
      />
      {names.error && <Failure error={names.error} retry={() => void names.refetch()} />}
      {names.isLoading && <Loading rows={8} />}
      <div className={css.browserCount} aria-live="polite">
        {names.data &&
          (found.length === all.length
            ? plural(all.length, 'metric')
            : `${found.length} of ${plural(all.length, 'metric')}`)}
      </div>
      <div ref={setScroller} className={css.browserList} id="metric-list" role="listbox" aria-label="Metrics">
        {names.data && found.length === 0 && (
          <Empty title="No metric matches">
            {all.length === 0
              ? 'Nothing has been collected yet: see Targets for what is scraped.'
              : 'Each word must occur in the name or the description.'}
          </Empty>
        )}
        <div style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {rows.getVirtualItems().map(({ index, start }) => (
            <MetricRow
              key={found[index]!.name}
              metric={found[index]!}
              index={index}
              top={start}
              active={index === active}
              onPick={onPick}
            />
          ))}
        </div>
      </div>
    </>
  );
}

interface MetricRowProps {
  metric: Metric;
  index: number;
  top: number;
  active: boolean;
  onPick: (name: string) => void;
}

function MetricRow({ metric, index, top, active, onPick }: MetricRowProps) {
  return (
    <div
      id={`metric-${index}`}
      role="option"
      aria-selected={active}
      className={css.metric}
      style={{ transform: `translateY(${top}px)`, height: rowHeight }}
      onClick={() => onPick(metric.name)}
    >
      <div className={css.metricLine}>
        <span className={css.metricName}>{metric.name}</span>
        <span className={css.metricType}>{metric.type}</span>
      </div>
      <div className={css.metricHelp} title={metric.help}>
        {metric.help || 'No description'}
      </div>
    </div>
  );
}
