import { useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import css from './Tooltip.module.css';

export interface TooltipRow {
  key: string;
  name: string;
  color?: string;
  text: string;
  focused?: boolean;
}

interface TooltipProps {
  title: string;
  rows: TooltipRow[];
  more?: number;
  /** Where the pointer is inside the plot, and how wide the plot is: the tooltip takes the roomier side. */
  hover: { left: number; top: number; offsetLeft: number; offsetTop: number; plotWidth: number };
  /** The height of the whole picture, which the tooltip stays inside while it fits. */
  height: number;
  /** Of a panel that the pointer is not in: it keeps behind the other, and narrow. */
  aside?: boolean;
  /** What stands below the values. */
  children?: ReactNode;
}

const distance = 14;

/** The values at the pointer, in a box that keeps out of its way. It may reach beyond the panel. */
export function Tooltip({ title, rows, more = 0, hover, height, aside, children }: TooltipProps) {
  const box = useRef<HTMLDivElement>(null);
  const [position, setPosition] = useState({ left: 0, top: 0 });
  useLayoutEffect(() => {
    const own = box.current!.getBoundingClientRect();
    const around = box.current!.parentElement!.getBoundingClientRect();
    const x = around.left + hover.offsetLeft + hover.left;
    const y = around.top + hover.offsetTop + hover.top;
    const right = x + distance + own.width < window.innerWidth;
    const left = right ? x + distance : Math.max(4, x - distance - own.width);
    const top = Math.min(Math.max(4, y + distance), Math.max(4, window.innerHeight - own.height - 4));
    setPosition({ left, top });
  }, [hover, rows.length, height]);
  return (
    <div ref={box} className={css.tooltip} data-aside={aside || undefined} style={position} role="tooltip">
      <div className={css.title}>{title}</div>
      {rows.map(({ key, name, color, text, focused }) => (
        <div key={key} className={css.row} data-focused={focused || undefined}>
          {color && <span className={css.swatch} style={{ background: color }} />}
          <span className={css.name}>{name}</span>
          <span className={css.value}>{text}</span>
        </div>
      ))}
      {more > 0 && <div className={css.more}>and {more} more</div>}
      {children}
    </div>
  );
}
