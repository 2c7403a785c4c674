import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { formatMoment, formatValue } from '../chart';
import type { Panel } from './results';
import css from './explore.module.css';

const rowHeight = 30;
const mostColumns = 50;

/** Every step of the range as a row, newest first, and a column for each series. */
export function RangeTable({ panel }: { panel: Panel }) {
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
