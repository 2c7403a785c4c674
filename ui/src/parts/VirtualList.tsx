import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';

interface VirtualListProps<T> {
  items: T[];
  keyOf: (item: T) => string;
  estimate: (item: T) => number;
  label: string;
  children: (item: T, index: number) => ReactNode;
}

/** Lists shorter than this are rendered whole: they print, and the browser's own search finds everything. */
const wholeUpTo = 120;

/** A list that renders what is in view once it is long. Rows may be of different heights. */
export function VirtualList<T>(props: VirtualListProps<T>) {
  return props.items.length <= wholeUpTo ? <WholeList {...props} /> : <WindowedList {...props} />;
}

function WholeList<T>({ items, keyOf, label, children }: VirtualListProps<T>) {
  return (
    <div role="list" aria-label={label}>
      {items.map((item, index) => (
        <div key={keyOf(item)} role="listitem">
          {children(item, index)}
        </div>
      ))}
    </div>
  );
}

function WindowedList<T>({ items, keyOf, estimate, label, children }: VirtualListProps<T>) {
  const list = useRef<HTMLDivElement>(null);
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    setOffset(list.current?.offsetTop ?? 0);
  }, []);
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: (index) => estimate(items[index]!),
    getItemKey: (index) => keyOf(items[index]!),
    overscan: 12,
    scrollMargin: offset,
  });
  return (
    <div ref={list} role="list" aria-label={label} style={{ position: 'relative', height: virtualizer.getTotalSize() }}>
      {virtualizer.getVirtualItems().map((row) => (
        <div
          key={row.key}
          ref={virtualizer.measureElement}
          data-index={row.index}
          role="listitem"
          aria-setsize={items.length}
          aria-posinset={row.index + 1}
          style={{ position: 'absolute', top: 0, left: 0, right: 0, transform: `translateY(${row.start - offset}px)` }}
        >
          {children(items[row.index]!, row.index)}
        </div>
      ))}
    </div>
  );
}
