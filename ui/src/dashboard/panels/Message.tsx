import css from './Message.module.css';

interface MessageProps {
  title: string;
  detail?: string;
  tone?: 'quiet' | 'bad';
}

/** What stands in a panel that has nothing to draw. */
export function Message({ title, detail, tone = 'quiet' }: MessageProps) {
  return (
    <div className={css.message} data-tone={tone} role={tone === 'bad' ? 'alert' : 'status'}>
      <strong>{title}</strong>
      {detail && <span>{detail}</span>}
    </div>
  );
}
