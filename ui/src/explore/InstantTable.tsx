import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { formatMoment, formatValue, type Unit } from '../chart';
import { HistogramCell } from './HistogramCell';
import type { InstantRow } from './answers';
import { labelColumns, numberOf, sortRows, type Order } from './tableOrder';
import css from './explore.module.css';

const rowHeight = 30;

interface InstantTableProps {
  rows: readonly InstantRow[];
  unit: Unit;
  ariaLabel: string;
}

/** Series with their value at one moment: a column for each label, sorted by a click on its head. */
export function InstantTable({ rows, unit, ariaLabel }: InstantTableProps) {
  const [order, setOrder] = useState<Order | null>(null);
  const columns = useMemo(() => labelColumns(rows), [rows]);
  const sorted = useMemo(() => sortRows(rows, order), [rows, order]);
  // Several samples of one series, as a range selector gives them, need their time to be told apart.
  const withTime = useMemo(() => new Set(rows.map((row) => row.time)).size > 1, [rows]);
  const scroller = useRef<HTMLDivElement>(null);
  const visible = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 15,
  });
  const items = visible.getVirtualItems();
  const before = items[0]?.start ?? 0;
  const after = visible.getTotalSize() - (items.at(-1)?.end ?? 0);

  const head = (by: string, label: string, numeric = false) => (
    <Head key={by} by={by} label={label} numeric={numeric} order={order} onOrder={setOrder} />
  );
  return (
    <div ref={scroller} className={css.tableScroller} tabIndex={0} role="region" aria-label={ariaLabel}>
      <table className={css.table} aria-rowcount={rows.length + 1}>
        <thead>
          <tr>
            {columns.map((name) => head(name, name === '__name__' ? 'metric' : name))}
            {withTime && head('@time', 'time')}
            {head('@value', 'value', true)}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {items.map(({ index }) => {
            const row = sorted[index]!;
            return (
              <tr key={index} style={{ height: rowHeight }}>
                {columns.map((name) => (
                  <td key={name} title={row.labels[name]}>
                    {row.labels[name]}
                  </td>
                ))}
                {withTime && <td>{formatMoment(row.time)}</td>}
                <td className={css.number} title={row.histogram ? undefined : row.value}>
                  {row.histogram ? (
                    <HistogramCell histogram={row.histogram} unit={unit} />
                  ) : (
                    formatText(row.value, unit)
                  )}
                </td>
              </tr>
            );
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}

/** A string result is no number and stays as it is. */
function formatText(text: string, unit: Unit): string {
  const value = numberOf(text);
  return Number.isNaN(value) ? text : formatValue(value, unit);
}

interface HeadProps {
  by: string;
  label: string;
  numeric: boolean;
  order: Order | null;
  onOrder: (order: Order) => void;
}

function Head({ by, label, numeric, order, onOrder }: HeadProps) {
  const active = order?.by === by;
  return (
    <th
      className={numeric ? css.number : undefined}
      aria-sort={active ? (order.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" onClick={() => onOrder({ by, descending: active ? !order.descending : numeric })}>
        {label}
        <span aria-hidden>{active ? (order.descending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
}
