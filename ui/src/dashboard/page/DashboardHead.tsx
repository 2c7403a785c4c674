import type { OpenedDashboard } from '../../api/dashboards';
import { PageLink } from '../../parts/PageLink';
import css from './DashboardHead.module.css';
import { KioskButton } from './KioskButton';

/** What is open, and where it comes from. */
export function DashboardHead({ opened }: { opened: OpenedDashboard }) {
  const { dashboard, folder, source } = opened;
  return (
    <header className={css.head}>
      <nav aria-label="Where this dashboard is" className={css.path}>
        <PageLink to="/dashboards">Dashboards</PageLink>
        {folder && <span>/ {folder} /</span>}
      </nav>
      <h2 className={css.title}>{dashboard.title}</h2>
      <span className={css.source} title={source.location}>
        {source.kind === 'builtin' ? 'built in' : `${source.kind} ${source.name}`}
      </span>
      <KioskButton />
    </header>
  );
}
