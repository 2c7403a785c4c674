import { IconChevronRight } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import css from './Disclosure.module.css';

interface DisclosureProps {
  open: boolean;
  onToggle: () => void;
  /** The line that is always shown; pressing it opens and closes. */
  summary: ReactNode;
  /** Stands beside the summary and can be pressed by itself. */
  actions?: ReactNode;
  children: ReactNode;
}

/** One line that opens to more. Whether it is open belongs to the caller, usually to the URL. */
export function Disclosure({ open, onToggle, summary, actions, children }: DisclosureProps) {
  const id = useId();
  return (
    <div className={css.disclosure}>
      <div className={css.line}>
        <button type="button" className={css.toggle} aria-expanded={open} aria-controls={id} onClick={onToggle}>
          <IconChevronRight size={15} className={css.chevron} aria-hidden />
          <span className={css.summary}>{summary}</span>
        </button>
        {actions && <div className={css.actions}>{actions}</div>}
      </div>
      {open && (
        <div id={id} className={css.content}>
          {children}
        </div>
      )}
    </div>
  );
}
