import { formatMoment } from '../../../chart/timeTicks';
import type { PanelAnnotation } from '../contract';
import css from './Tooltip.module.css';

const mostShown = 5;

/** The annotations at the pointer: what they are called, how long they last, what is said of them. */
export function Marks({ marks, colorOf, timeZone }: { marks: PanelAnnotation[]; colorOf: (name: string) => string; timeZone: string }) {
  if (marks.length === 0) return null;
  return (
    <div className={css.marks}>
      {marks.slice(0, mostShown).map((mark, i) => (
        <div key={i} className={css.mark} style={{ borderColor: colorOf(mark.color) }}>
          <strong>{mark.title}</strong> <span className={css.more}>{spanOf(mark, timeZone)}</span>
          {mark.text && <div>{mark.text}</div>}
          {mark.tags.length > 0 && <div className={css.more}>{mark.tags.join(', ')}</div>}
        </div>
      ))}
      {marks.length > mostShown && <div className={css.more}>and {marks.length - mostShown} more marks</div>}
    </div>
  );
}

function spanOf({ time, timeEnd }: PanelAnnotation, zone: string): string {
  const from = formatMoment(time / 1000, zone);
  if (timeEnd === undefined) return from;
  const to = formatMoment(timeEnd / 1000, zone);
  return `${from} – ${to.slice(0, 10) === from.slice(0, 10) ? to.slice(11) : to}`;
}
