import { Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useId, type ReactNode } from 'react';
import type { PanelData } from './contract';
import css from './PanelFrame.module.css';

interface PanelFrameProps {
  title: string;
  description?: string;
  transparent?: boolean;
  /** What is special about the time that it shows. */
  note?: string;
  data: PanelData;
  menu?: ReactNode;
  children: ReactNode;
}

/** The box around a panel: its title, what is wrong with it, what can be done with it. */
export function PanelFrame({ title, description, transparent, note, data, menu, children }: PanelFrameProps) {
  const id = useId();
  return (
    <section className={css.frame} data-transparent={transparent || undefined} aria-labelledby={id} data-state={data.state}>
      {data.state === 'loading' && <div className={css.progress} role="progressbar" aria-label="Loading" />}
      <header className={css.header} data-bare={title === '' || undefined}>
        <h3 id={id} className={css.title} title={title}>
          {title}
        </h3>
        {note && <span className={css.note}>{note}</span>}
        {description && (
          <Tooltip label={description} multiline maw={420} style={{ whiteSpace: 'pre-line' }}>
            <span className={css.mark} tabIndex={0} role="note" aria-label={description}>
              <IconInfoCircle size={14} aria-hidden />
            </span>
          </Tooltip>
        )}
        {data.notices.length > 0 && data.frames.length > 0 && (
          <Tooltip label={data.notices.join('\n')} multiline maw={520} style={{ whiteSpace: 'pre-line' }}>
            <span className={css.notice} tabIndex={0} role="note" aria-label={data.notices.join('; ')}>
              <IconAlertTriangle size={14} aria-hidden />
            </span>
          </Tooltip>
        )}
        {data.errors.length > 0 && (
          <Tooltip label={data.errors.join('\n')} multiline maw={520} style={{ whiteSpace: 'pre-line' }}>
            <span className={css.wrong} tabIndex={0} role="alert" aria-label={data.errors.join('; ')}>
              <IconAlertTriangle size={14} aria-hidden />
            </span>
          </Tooltip>
        )}
        <span className={css.menu}>{menu}</span>
      </header>
      <div className={css.body}>{children}</div>
    </section>
  );
}
