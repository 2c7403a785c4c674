import { useSessionStorage } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import { useScheme } from '../../../parts/useScheme';
import { themes, type DataFrame } from '../../grafana';
import { useDashboard } from '../../page/context';
import { Cell, rowStyle } from './Cell';
import { columnsOf, widthsOf, type Column } from './columns';
import { footerOf, type FooterOptions, type Sum } from './footer';
import { HeadCell } from './HeadCell';
import { Pager, pagerHeight } from './Pager';
import { nextSort, pageOf, rowsOf, type Filters, type Sort } from './rows';
import css from './Table.module.css';

export interface TableOptions {
  showHeader: boolean;
  cellHeight: 'sm' | 'md' | 'lg';
  frameIndex?: number;
  sortBy?: { displayName: string; desc?: boolean }[];
  enablePagination?: boolean;
  footer?: FooterOptions & { enablePagination?: boolean };
}

interface FrameTableProps {
  frame: DataFrame;
  options: TableOptions;
  width: number;
  height: number;
  /** Under which name, on this dashboard, it is remembered how somebody sorted it. */
  memory: string;
}

const heights = { sm: 28, md: 36, lg: 48 };
const headHeight = 31;
const footLine = 18;

/** One frame as a table: sorted, chosen from and divided into pages as a person wishes, summed up below. */
export function FrameTable({ frame, options, width, height, memory }: FrameTableProps) {
  const theme = themes[useScheme()];
  const columns = useMemo(() => columnsOf(frame, theme), [frame, theme]);
  const [sort, setSort] = useSort(memory, options);
  const [filters, setFilters] = useState<Filters>(new Map());
  const [wantedPage, setPage] = useState(0);
  const all = useMemo(() => rowsOf(columns, frame.length, { sort, filters }), [columns, frame.length, sort, filters]);
  const footer = useMemo(() => footerOf(columns, all, options.footer), [columns, all, options.footer]);
  const widths = useMemo(() => widthsOf(columns, width), [columns, width]);
  const rowHeight = heights[options.cellHeight] ?? heights.sm;
  const paged = options.enablePagination ?? options.footer?.enablePagination ?? false;
  const around = (options.showHeader ? headHeight : 0) + (footer ? 10 + footLine * Math.max(...footer.map(({ length }) => length)) : 0);
  const size = Math.max(1, Math.floor((height - around - pagerHeight) / rowHeight));
  const { rows, page, pages } = paged ? pageOf(all, wantedPage, size) : { rows: all, page: 0, pages: 1 };
  const template = widths.map((w) => `${w}px`).join(' ');
  const line = { gridTemplateColumns: template, width: widths.reduce((a, b) => a + b, 0) };
  return (
    <>
      <Body {...{ columns, rows, widths, line, rowHeight, theme }} height={paged ? height - pagerHeight : height}>
        {options.showHeader && (
          <div className={css.header} role="row" style={line}>
            {columns.map((column) => (
              <HeadCell
                key={column.key}
                column={column}
                sort={sort}
                filter={filters.get(column.name)}
                onTurn={(name) => setSort(nextSort(sort, name))}
                onFilter={(name, texts) => setFilters(withFilter(filters, name, texts))}
              />
            ))}
          </div>
        )}
        {footer && <Footer {...{ columns, footer, line }} />}
      </Body>
      {paged && <Pager {...{ page, pages, size }} rows={all.length} onPage={setPage} />}
    </>
  );
}

/** As somebody turned it last in this tab, else as its author saved it. */
function useSort(memory: string, { sortBy }: TableOptions): [Sort | null, (sort: Sort | null) => void] {
  const { dashboard } = useDashboard();
  const first = sortBy?.[0];
  const saved = first ? { by: first.displayName, down: first.desc ?? false } : null;
  const [kept, keep] = useSessionStorage<{ sort: Sort | null } | undefined>({ key: `lookout.table-sort.${dashboard.uid}.${memory}`, getInitialValueInEffect: false });
  return [kept ? kept.sort : saved, (sort) => keep({ sort })];
}

function withFilter(filters: Filters, name: string, texts: string[]): Filters {
  const next = new Map(filters);
  if (texts.length === 0) next.delete(name);
  else next.set(name, new Set(texts));
  return next;
}

interface BodyProps {
  columns: Column[];
  rows: number[];
  widths: number[];
  line: React.CSSProperties;
  rowHeight: number;
  height: number;
  theme: (typeof themes)['dark'];
  /** What stands above and below the rows and scrolls sideways with them. */
  children: [head: React.ReactNode, foot: React.ReactNode];
}

function Body({ columns, rows, widths, line, rowHeight, height, theme, children: [head, foot] }: BodyProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 6 });
  return (
    <div ref={scroller} className={css.scroller} style={{ height }} role="table" aria-rowcount={rows.length + 1} tabIndex={0}>
      {head}
      <div style={{ height: virtual.getTotalSize(), width: line.width, position: 'relative' }} role="rowgroup">
        {virtual.getVirtualItems().map(({ index, start, key }) => (
          <Row key={key} {...{ columns, line, start }} row={rows[index]!} height={rowHeight}>
            {columns.map((column, i) => (
              <Cell key={column.key} column={column} row={rows[index]!} width={widths[i]!} height={rowHeight} theme={theme} />
            ))}
          </Row>
        ))}
      </div>
      {foot}
    </div>
  );
}

interface RowProps {
  columns: Column[];
  row: number;
  line: React.CSSProperties;
  start: number;
  height: number;
  children: React.ReactNode;
}

function Row({ columns, row, line, start, height, children }: RowProps) {
  const coloured = rowStyle(columns, row);
  const place = { gridTemplateColumns: line.gridTemplateColumns, height, transform: `translateY(${start}px)` };
  return (
    <div className={css.row} role="row" data-coloured={coloured !== null || undefined} style={{ ...place, ...coloured }}>
      {children}
    </div>
  );
}

function Footer({ columns, footer, line }: { columns: Column[]; footer: Sum[][]; line: React.CSSProperties }) {
  return (
    <div className={css.footer} role="row" style={line}>
      {columns.map(({ key, align }, i) => (
        <div key={key} className={css.footCell} role="cell" data-align={align}>
          {footer[i]!.map(({ reducer, name, text }) => (
            <span key={reducer} style={{ height: footLine }}>
              <small>{name}</small> {text}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
