import { memo, useMemo, useState } from 'react';
import type { Field } from '../../grafana';
import { calcName, calcsOf, type Calc } from './calcs';
import css from './Legend.module.css';

export interface LegendOptions {
  displayMode: 'list' | 'table' | 'hidden';
  placement: 'bottom' | 'right';
  calcs: string[];
  showLegend: boolean;
  sortBy?: string;
  sortDesc?: boolean;
  width?: number;
}

/** A legend as a panel's options describe it. Old dashboards hide it by `displayMode: hidden`. */
export function legendOptions(options: Record<string, unknown>): LegendOptions {
  const given = (options.legend ?? {}) as Partial<LegendOptions>;
  const shown = given.showLegend !== false && given.displayMode !== 'hidden';
  return { displayMode: 'list', placement: 'bottom', calcs: [], ...given, showLegend: shown };
}

export interface LegendItem {
  key: string;
  name: string;
  color: string;
  hidden: boolean;
  field: Field;
}

interface LegendProps {
  items: LegendItem[];
  options: LegendOptions;
  /** A click shows one alone; with a modifier key it takes one away or brings it back. */
  onIsolate: (key: string) => void;
  onToggle: (key: string) => void;
  onHighlight: (key: string | null) => void;
}

// Hundreds of entries cost more than the lines they name, and nobody reads them all.
const shownAtFirst = 50;

export const Legend = memo(function Legend(props: LegendProps) {
  const [all, showAll] = useState(false);
  const more = props.items.length - shownAtFirst;
  const List = props.options.displayMode === 'table' ? LegendTable : LegendList;
  return (
    <>
      <List {...props} most={all ? Infinity : shownAtFirst} />
      {more > 0 && !all && (
        <button type="button" className={css.more} onClick={() => showAll(true)}>
          Show {more} more
        </button>
      )}
    </>
  );
});

type ListProps = LegendProps & { most: number };

function LegendList({ items, options, most, ...actions }: ListProps) {
  return (
    <ul className={css.list} data-placement={options.placement}>
      {items.slice(0, most).map((item) => (
        <li key={item.key}>
          <Entry item={item} {...actions} />
          {calcsOf(item.field, options.calcs).map(({ id, name, text }) => (
            <span key={id} className={css.calc}>
              <span className={css.calcName}>{name}:</span> {text}
            </span>
          ))}
        </li>
      ))}
    </ul>
  );
}

interface Row {
  item: LegendItem;
  calcs: Calc[];
}

function LegendTable({ items, options, most, ...actions }: ListProps) {
  const [sort, setSort] = useState({ by: options.sortBy ?? '', down: options.sortDesc ?? false });
  const rows = useMemo(
    () => sorted(items.map((item) => ({ item, calcs: calcsOf(item.field, options.calcs) })), sort),
    [items, options.calcs, sort],
  );
  const turn = (by: string) => setSort((now) => ({ by, down: now.by === by ? !now.down : by !== 'Name' }));
  return (
    <table className={css.table}>
      <thead>
        <tr>
          {['Name', ...options.calcs.map(calcName)].map((name) => (
            <th key={name} scope="col" aria-sort={sort.by !== name ? undefined : sort.down ? 'descending' : 'ascending'}>
              <button type="button" onClick={() => turn(name)}>
                {name}
                <span className={css.sort}>{sort.by === name && (sort.down ? '▾' : '▴')}</span>
              </button>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.slice(0, most).map(({ item, calcs }) => (
          <tr key={item.key}>
            <td>
              <Entry item={item} {...actions} />
            </td>
            {calcs.map(({ id, text }) => (
              <td key={id}>{text}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function sorted(rows: Row[], { by, down }: { by: string; down: boolean }): Row[] {
  if (by === '') return rows;
  const sign = down ? -1 : 1;
  if (by === 'Name') return rows.toSorted((a, b) => sign * a.item.name.localeCompare(b.item.name));
  const value = ({ calcs }: Row) => calcs.find(({ name, id }) => name === by || id === by)?.value;
  // What is no number has no place among them.
  const key = (row: Row) => (Number.isFinite(value(row)) ? value(row)! : -Number.MAX_VALUE);
  return rows.toSorted((a, b) => sign * (key(a) - key(b)));
}

type EntryProps = { item: LegendItem } & Pick<LegendProps, 'onIsolate' | 'onToggle' | 'onHighlight'>;

function Entry({ item, onIsolate, onToggle, onHighlight }: EntryProps) {
  return (
    <button
      type="button"
      className={css.entry}
      aria-pressed={!item.hidden}
      title={item.name}
      onClick={({ ctrlKey, metaKey, shiftKey }) => (ctrlKey || metaKey || shiftKey ? onToggle : onIsolate)(item.key)}
      onPointerEnter={() => onHighlight(item.key)}
      onPointerLeave={() => onHighlight(null)}
      onFocus={() => onHighlight(item.key)}
      onBlur={() => onHighlight(null)}
    >
      <span className={css.swatch} style={{ background: item.hidden ? undefined : item.color }} />
      <span className={css.name}>{item.name}</span>
    </button>
  );
}
