import { useVirtualizer } from '@tanstack/react-virtual';
import { Select } from '@mantine/core';
import { useMemo, useRef, useState } from 'react';
import { getFrameDisplayName } from '../../grafana';
import type { PanelProps } from '../contract';
import { Message } from '../Message';
import { Cell } from './Cell';
import { columnsOf, sortedRows, widthsOf, type Column, type Sort } from './columns';
import css from './Table.module.css';

interface TableOptions {
  showHeader: boolean;
  cellHeight: 'sm' | 'md' | 'lg';
  frameIndex?: number;
  sortBy?: { displayName: string; desc?: boolean }[];
}

const heights = { sm: 28, md: 36, lg: 48 };

/** Frames as tables: of several, one at a time. */
export default function TablePanel(props: PanelProps) {
  const { panel, data, width, height } = props;
  const options: TableOptions = { showHeader: true, cellHeight: 'sm', ...(panel.options as Partial<TableOptions>) };
  const frames = data.frames;
  const [chosen, setChosen] = useState(options.frameIndex ?? 0);
  const frame = frames[chosen] ?? frames[0];
  if (!frame || frame.fields.length === 0) return <Message title="No data" />;
  const several = frames.length > 1;
  return (
    <div className={css.panel}>
      <Rows key={chosen} {...{ frame, options, width }} height={several ? height - 40 : height} />
      {several && (
        <Select
          className={css.frames}
          aria-label="Which of the tables"
          data={frames.map((one, i) => ({ value: String(i), label: getFrameDisplayName(one, i) || `Table ${i + 1}` }))}
          value={String(Math.min(chosen, frames.length - 1))}
          onChange={(value) => setChosen(Number(value ?? 0))}
          allowDeselect={false}
        />
      )}
    </div>
  );
}

interface RowsProps {
  frame: PanelProps['data']['frames'][number];
  options: TableOptions;
  width: number;
  height: number;
}

function Rows({ frame, options, width, height }: RowsProps) {
  const columns = useMemo(() => columnsOf(frame), [frame]);
  const [sort, setSort] = useState<Sort | null>(() => initialSort(options));
  const rows = useMemo(() => sortedRows(columns, frame.length, sort), [columns, frame.length, sort]);
  const widths = useMemo(() => widthsOf(columns, width), [columns, width]);
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = heights[options.cellHeight] ?? heights.sm;
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 6 });
  const template = widths.map((w) => `${w}px`).join(' ');
  const total = widths.reduce((a, b) => a + b, 0);
  const turn = (name: string) => setSort((now) => nextSort(now, name));
  return (
    <div ref={scroller} className={css.scroller} style={{ height }} role="table" aria-rowcount={rows.length + 1} tabIndex={0}>
      {options.showHeader && (
        <div className={css.header} role="row" style={{ gridTemplateColumns: template, width: total }}>
          {columns.map((column) => (
            <HeadCell key={column.key} column={column} sort={sort} onTurn={turn} />
          ))}
        </div>
      )}
      <div style={{ height: virtual.getTotalSize(), width: total, position: 'relative' }} role="rowgroup">
        {virtual.getVirtualItems().map(({ index, start, key }) => (
          <div key={key} className={css.row} role="row" style={{ gridTemplateColumns: template, height: rowHeight, transform: `translateY(${start}px)` }}>
            {columns.map((column) => (
              <Cell key={column.key} column={column} row={rows[index]!} height={rowHeight} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function HeadCell({ column, sort, onTurn }: { column: Column; sort: Sort | null; onTurn: (name: string) => void }) {
  const sorted = sort?.by === column.name;
  return (
    <div className={css.headCell} role="columnheader" data-align={column.align} aria-sort={!sorted ? undefined : sort.down ? 'descending' : 'ascending'}>
      <button type="button" onClick={() => onTurn(column.name)} title={column.name}>
        {column.name}
        {sorted && <span aria-hidden>{sort.down ? ' ▾' : ' ▴'}</span>}
      </button>
    </div>
  );
}

function initialSort({ sortBy }: TableOptions): Sort | null {
  const first = sortBy?.[0];
  return first ? { by: first.displayName, down: first.desc ?? false } : null;
}

/** Ascending, descending, as it came. */
function nextSort(now: Sort | null, by: string): Sort | null {
  if (now?.by !== by) return { by, down: false };
  return now.down ? null : { by, down: true };
}
