import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useMemo, useRef } from 'react';
import { formatMoment, formatValue, unitNames } from '../chart';
import { Empty } from '../parts/states';
import type { Panel } from './answers';
import css from './explore.module.css';

const rowHeight = 30;
const mostColumns = 50;

/** A table for each unit among the results. */
export const RangeView = memo(function RangeView({ panels }: { panels: readonly Panel[] }) {
  const filled = panels.filter((panel) => panel.series.length > 0);
  if (filled.length === 0) {
    return (
      <Empty title="No values in this time range">
        Nothing matches the queries, or only native histograms do: “Latest” shows those.
      </Empty>
    );
  }
  return filled.map((panel) => (
    <div key={panel.unit} className={css.tableSection}>
      {filled.length > 1 && (
        <div className={css.graphTitle}>
          {panel.letters.join(', ')} <span>{unitNames[panel.unit].split(',')[0]}</span>
        </div>
      )}
      <RangeTable panel={panel} />
    </div>
  ));
});

/** Every step of the range as a row, newest first, and a column for each series. */
function RangeTable({ panel }: { panel: Panel }) {
  const series = panel.series.slice(0, mostColumns);
  const newestFirst = useMemo(() => panel.times.map((_, i) => panel.times.length - 1 - i), [panel.times]);
  const scroller = useRef<HTMLDivElement>(null);
  const visible = useVirtualizer({
    count: newestFirst.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 15,
  });
  const items = visible.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = visible.getTotalSize() - (items.at(-1)?.end ?? 0);

  return (
    <>
      <div
        ref={scroller}
        className={css.tableScroller}
        tabIndex={0}
        role="region"
        aria-label={`Values of ${panel.letters.join(', ')} over time`}
      >
        <table className={css.table}>
          <thead>
            <tr>
              <th>time</th>
              {series.map((s) => (
                <th key={s.key} className={css.number} title={s.title}>
                  {s.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {before > 0 && <tr aria-hidden style={{ height: before }} />}
            {items.map(({ index }) => {
              const row = newestFirst[index]!;
              return (
                <tr key={row} style={{ height: rowHeight }}>
                  <td>{formatMoment(panel.times[row]!)}</td>
                  {series.map((s) => (
                    <td key={s.key} className={css.number} title={String(s.values[row] ?? '')}>
                      {formatValue(s.values[row], panel.unit)}
                    </td>
                  ))}
                </tr>
              );
            })}
            {after > 0 && <tr aria-hidden style={{ height: after }} />}
          </tbody>
        </table>
      </div>
      {panel.series.length > mostColumns && (
        <p className={css.note}>
          Showing {mostColumns} of {panel.series.length} series. The CSV export has all of them.
        </p>
      )}
    </>
  );
}
