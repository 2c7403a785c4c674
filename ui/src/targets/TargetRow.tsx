import type { Target } from '../api/prometheus';
import { formatValue } from '../chart';
import { Ago } from '../parts/Ago';
import { LabelList } from '../parts/LabelList';
import { Dot, type Tone } from '../parts/Pill';
import { DetailsButton } from './DetailsButton';
import css from './targets.module.css';

export const healthTone: Record<Target['health'], Tone> = { up: 'ok', down: 'bad', unknown: 'quiet' };
export const healthName: Record<Target['health'], string> = { up: 'up', down: 'down', unknown: 'not scraped yet' };

interface TargetRowProps {
  target: Target;
  /** What it sends over its budget; undefined when it does not. */
  complaint: string | undefined;
  last: boolean;
  onShow: () => void;
}

export function TargetRow({ target, complaint, last, onShow }: TargetRowProps) {
  const { health, labels, scrapeUrl, lastScrape, lastScrapeDuration, lastError } = target;
  return (
    <div className={css.target} data-last={last || undefined}>
      <div className={css.line}>
        <Dot tone={healthTone[health]} label={healthName[health]} />
        <a className={css.url} href={scrapeUrl} target="_blank" rel="noreferrer">
          {scrapeUrl}
        </a>
        <div className={css.labels}>
          <LabelList labels={labels} omit={['job']} />
        </div>
        <span className={css.scrape} title="When the last scrape began, and how long it took">
          <Ago time={lastScrape} />
          <span className={css.duration}>
            {lastScrapeDuration > 0 ? formatValue(lastScrapeDuration, 'seconds') : ''}
          </span>
        </span>
        <DetailsButton label={`Details of ${scrapeUrl}`} onClick={onShow} />
      </div>
      {lastError !== '' && <div className={css.error}>{lastError}</div>}
      {lastError === '' && complaint && <div className={css.complaint}>Over its budget: {complaint}</div>}
    </div>
  );
}
