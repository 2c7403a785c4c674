import type { OpenedDashboard, Source } from '../../api/dashboards';
import { useKiosk } from '../../app/kiosk';
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
  const kiosk = useKiosk() !== 'off';
  return (
    <header className={css.head}>
      <nav aria-label="Where this dashboard is" className={css.path}>
        <PageLink to="/dashboards">Dashboards</PageLink>
        {folder && <span>/ {folder} /</span>}
      </nav>
      <h2 className={css.title}>{dashboard.title}</h2>
      {!editing && <FindingsBadge opened={opened} />}
      <div className={css.tools}>
        {!kiosk && (
          <span className={css.source} title={source.origin}>
            {describeSource(source, readOnly)}
          </span>
        )}
        {zone && <span className={css.zone}>times in {zone}</span>}
        {!kiosk && <DashboardTools opened={opened} />}
        <KioskButton />
      </div>
    </header>
  );
}

/** Where it comes from: of which release or commit, and whether it can be changed here. */
export function describeSource({ kind, name, origin, release }: Source, readOnly: boolean): string {
  if (kind === 'builtin') return `comes with Lookout ${release ?? ''}`;
  const whence = [`${kind} ${name}`.trim() + (release ? ` ${release}` : ''), origin].filter(Boolean).join(', ');
  return readOnly ? `${whence} (to be changed there)` : whence;
}
