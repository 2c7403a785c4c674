import type { OpenedDashboard } from '../../api/dashboards';
import { useAllEmpty } from './emptiness';
import css from './SourceNotice.module.css';

const documentation = 'https://github.com/lookout-monitor/lookout/blob/main/docs/dashboards.md#what-comes-with-lookout';

/** A dashboard of what is not collected here says what that would be. Only those that come with Lookout know it of themselves. */
export function NothingCollected({ opened: { dashboard, source } }: { opened: OpenedDashboard }) {
  if (!useAllEmpty() || source.kind !== 'builtin') return null;
  return (
    <div className={css.notice} role="status">
      <span>
        No panel in sight has data: none is collected, or none for what is chosen. {dashboard.description} How to collect it:{' '}
        <a href={documentation} target="_blank" rel="noreferrer">
          docs/dashboards.md
        </a>
      </span>
    </div>
  );
}
