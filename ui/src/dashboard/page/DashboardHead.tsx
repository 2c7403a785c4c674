import type { OpenedDashboard } from '../../api/dashboards';
import { PageLink } from '../../parts/PageLink';
import { useEditing } from '../edit/context';
import { DashboardTools } from '../edit/DashboardTools';
import { FindingsBadge } from '../findings/FindingsBadge';
import css from './DashboardHead.module.css';
import { KioskButton } from './KioskButton';
import { foreignZone, zoneOf } from './zone';

/** What is open, and where it comes from. */
export function DashboardHead({ opened }: { opened: OpenedDashboard }) {
  const { dashboard, folder, source, readOnly } = opened;
  const editing = useEditing() !== null;
  const zone = foreignZone(zoneOf(dashboard));
  return (
    <header className={css.head}>
      <nav aria-label="Where this dashboard is" className={css.path}>
        <PageLink to="/dashboards">Dashboards</PageLink>
        {folder && <span>/ {folder} /</span>}
      </nav>
      <h2 className={css.title}>{dashboard.title}</h2>
      {!editing && <FindingsBadge opened={opened} />}
      <span className={css.source} title={source.origin}>
        {source.kind === 'builtin' ? `comes with Lookout ${source.release ?? ''}` : `${source.kind} ${source.name}`}
        {readOnly && source.kind !== 'builtin' && `${source.origin ? `, ${source.origin}` : ''} (to be changed there)`}
      </span>
      {zone && <span className={css.zone}>times in {zone}</span>}
      <DashboardTools opened={opened} />
      <KioskButton />
    </header>
  );
}
