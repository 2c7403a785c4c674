import { IconChevronRight } from '@tabler/icons-react';
import { formatCount } from '../format/number';
import { Dot } from '../parts/Pill';
import type { Job } from './select';
import css from './targets.module.css';

interface JobRowProps {
  job: Job;
  /** The mechanisms that found its targets; empty while not known. */
  foundBy: string;
  open: boolean;
  onToggle: () => void;
}

export function JobRow({ job, foundBy, open, onToggle }: JobRowProps) {
  const down = job.targets.filter(({ health }) => health === 'down').length;
  return (
    <div className={css.jobSpace}>
      <button type="button" className={css.job} aria-expanded={open} onClick={onToggle}>
        <IconChevronRight size={15} className={css.chevron} aria-hidden />
        <Dot
          tone={down > 0 ? 'bad' : job.up === job.total ? 'ok' : 'quiet'}
          label={down > 0 ? `${down} down` : 'none down'}
        />
        <span className={css.jobName}>{job.name}</span>
        {foundBy !== '' && <span className={css.foundBy}>found by {foundBy}</span>}
        <span className={css.jobCount}>
          {formatCount(job.up)} of {formatCount(job.total)} up
        </span>
        <span className={css.bar} aria-hidden>
          <span style={{ width: `${(100 * job.up) / job.total}%` }} />
        </span>
      </button>
    </div>
  );
}
