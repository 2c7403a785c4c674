import { useId, type ReactNode } from 'react';
import css from './Panel.module.css';

interface PanelProps {
  title: ReactNode;
  /** Stands at the right end of the title line: links, counts, switches. */
  aside?: ReactNode;
  /** Without padding, for tables that reach the edges. */
  flush?: boolean;
  className?: string;
  children: ReactNode;
}

/** A titled box; the unit that every page is made of. */
export function Panel({ title, aside, flush, className, children }: PanelProps) {
  const id = useId();
  return (
    <section className={`${css.panel} ${className ?? ''}`} aria-labelledby={id}>
      <header className={css.header}>
        <h2 id={id} className={css.title}>
          {title}
        </h2>
        {aside && <div className={css.aside}>{aside}</div>}
      </header>
      <div className={flush ? css.flush : css.body}>{children}</div>
    </section>
  );
}
