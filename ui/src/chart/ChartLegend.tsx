import { useMemo, useRef, useState } from 'react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { statNames, type Stat, type Stats } from './stats';
import { formatValue, type Unit } from './units';
import classes from './chart.module.css';

export interface LegendItem {
  key: string;
  name: string;
  title?: string;
  color: string;
  visible: boolean;
  stats: Stats;
}

export interface ChartLegendProps {
  items: readonly LegendItem[];
  unit: Unit;
  layout: 'table' | 'list';
  onIsolate: (key: string) => void;
  onToggle: (key: string) => void;
  /** The series to lift out of the plot while the pointer or the focus rests on its entry. */
  onHighlight: (key: string | null) => void;
}

export function ChartLegend(props: ChartLegendProps) {
  return props.layout === 'table' ? <LegendTable {...props} /> : <LegendList {...props} />;
}

function LegendList(props: ChartLegendProps) {
  return (
    <ul className={classes.legendList} aria-label="Legend">
      {props.items.map((item) => (
        <li key={item.key}>
          <LegendButton item={item} {...props} />
        </li>
      ))}
    </ul>
  );
}

const columns: readonly Stat[] = ['min', 'mean', 'max', 'last'];
const rowHeight = 28;

interface Order {
  by: Stat | 'name' | null;
  descending: boolean;
}

function LegendTable(props: ChartLegendProps) {
  const { items, unit } = props;
  const [order, setOrder] = useState<Order>({ by: null, descending: true });
  const sorted = useMemo(() => sortItems(items, order), [items, order]);
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: sorted.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const shown = rows.getVirtualItems();
  const before = shown[0]?.start ?? 0;
  const after = rows.getTotalSize() - (shown.at(-1)?.end ?? 0);

  return (
    <div ref={scroller} className={classes.legendScroller}>
      <table className={classes.legendTable} aria-label="Legend" aria-rowcount={sorted.length + 1}>
        <thead>
          <tr>
            <SortHeader by="name" label="Series" order={order} onOrder={setOrder} />
            {columns.map((stat) => (
              <SortHeader key={stat} by={stat} label={statNames[stat]} order={order} onOrder={setOrder} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden style={{ height: before }} />}
          {shown.map(({ index }) => {
            const item = sorted[index]!;
            return (
              <tr key={item.key} data-hidden={!item.visible || undefined}>
                <td>
                  <LegendButton item={item} {...props} />
                </td>
                {columns.map((stat) => (
                  <td key={stat}>{formatValue(item.stats[stat], unit)}</td>
                ))}
              </tr>
            );
          })}
          {after > 0 && <tr aria-hidden style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  );
}

interface SortHeaderProps {
  by: Stat | 'name';
  label: string;
  order: Order;
  onOrder: (order: Order) => void;
}

function SortHeader({ by, label, order, onOrder }: SortHeaderProps) {
  const active = order.by === by;
  const next: Order = active ? { by, descending: !order.descending } : { by, descending: by !== 'name' };
  return (
    <th aria-sort={active ? (order.descending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => onOrder(next)}>
        {label}
        <span aria-hidden className={classes.sortMark}>
          {active ? (order.descending ? '↓' : '↑') : ''}
        </span>
      </button>
    </th>
  );
}

function LegendButton({ item, onIsolate, onToggle, onHighlight }: ChartLegendProps & { item: LegendItem }) {
  return (
    <button
      type="button"
      className={classes.legendButton}
      aria-pressed={item.visible}
      title={`${item.title ?? item.name}\nClick: show alone. Ctrl-click: switch on or off.`}
      onClick={(event) => (event.ctrlKey || event.metaKey ? onToggle : onIsolate)(item.key)}
      onKeyDown={(event) => {
        // Browsers disagree on whether Ctrl with Enter or Space clicks, so it is handled here.
        if (!(event.ctrlKey || event.metaKey) || (event.key !== 'Enter' && event.key !== ' ')) return;
        event.preventDefault();
        onToggle(item.key);
      }}
      onMouseEnter={() => onHighlight(item.key)}
      onMouseLeave={() => onHighlight(null)}
      onFocus={() => onHighlight(item.key)}
      onBlur={() => onHighlight(null)}
    >
      <span className={classes.swatch} style={item.visible ? { background: item.color } : undefined} />
      <span className={classes.legendName}>{item.name}</span>
    </button>
  );
}

function sortItems(items: readonly LegendItem[], { by, descending }: Order): readonly LegendItem[] {
  if (by === null) return items;
  const sign = descending ? -1 : 1;
  const compare = (a: LegendItem, b: LegendItem) => {
    if (by === 'name') return sign * a.name.localeCompare(b.name, undefined, { numeric: true });
    const [x, y] = [a.stats[by], b.stats[by]];
    // Series without values go last in either direction.
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y);
  };
  return [...items].sort(compare);
}
