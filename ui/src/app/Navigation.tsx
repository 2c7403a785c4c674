import { ActionIcon, Tooltip } from '@mantine/core';
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { Link } from 'wouter';
import { useInstant, useNotifiedAlerts, useStatus } from '../api/hooks';
import { severityTone, type Tone } from '../parts/Pill';
import { useHrefTo } from '../url/search';
import { Logo } from './Logo';
import css from './Navigation.module.css';
import { pages, type Page } from './pages';

interface NavigationProps {
  current: Page | undefined;
  collapsed: boolean;
  /** Narrows or widens the navigation at the side, or closes the one that lies over the page. */
  onCollapse: () => void;
  overlay?: boolean;
}

export function Navigation({ current, collapsed, onCollapse, overlay }: NavigationProps) {
  const hrefTo = useHrefTo();
  const badges = useBadges();
  const status = useStatus();
  return (
    <div className={css.navigation} data-collapsed={collapsed || undefined}>
      <Link href={hrefTo('/')} className={css.brand} aria-label="Lookout, home">
        <Logo />
        {!collapsed && <span>Lookout</span>}
      </Link>
      <nav aria-label="Pages">
        <ul className={css.list}>
          {pages.map((page) => (
            <li key={page.path}>
              <Tooltip label={page.title} position="right" disabled={!collapsed}>
                <Link
                  href={hrefTo(page.path)}
                  className={css.link}
                  aria-label={collapsed ? page.title : undefined}
                  aria-current={page === current ? 'page' : undefined}
                >
                  <page.icon size={18} stroke={1.6} aria-hidden />
                  {!collapsed && <span className={css.name}>{page.title}</span>}
                  <Badge {...badges[page.path]} />
                </Link>
              </Tooltip>
            </li>
          ))}
        </ul>
      </nav>
      <footer className={css.footer}>
        {!collapsed && status.data && (
          <span className={css.build} title={`${status.data.hostname}, revision ${status.data.revision}`}>
            {status.data.hostname}
            <small>{status.data.version}</small>
          </span>
        )}
        <ActionIcon
          aria-label={overlay ? 'Close the navigation' : collapsed ? 'Widen the navigation' : 'Narrow the navigation'}
          onClick={onCollapse}
        >
          {collapsed ? (
            <IconLayoutSidebarLeftExpand size={18} aria-hidden />
          ) : (
            <IconLayoutSidebarLeftCollapse size={18} aria-hidden />
          )}
        </ActionIcon>
      </footer>
    </div>
  );
}

interface BadgeProps {
  count?: number;
  tone?: Tone;
  meaning?: string;
}

function Badge({ count = 0, tone = 'bad', meaning = '' }: BadgeProps) {
  if (count === 0) return null;
  return (
    <span className={css.badge} data-tone={tone} title={`${count} ${meaning}`}>
      {count > 999 ? '999+' : count}
      <span className={css.hidden}> {meaning}</span>
    </span>
  );
}

/** What stands in a badge, asked for together: one query, whatever page is open. */
const troubles = Object.entries({
  '/targets': 'up == 0',
  '/probes': 'probe_success == 0',
  '/heartbeats': 'lookout_heartbeat_late + lookout_heartbeat_failed > 0',
})
  .map(([page, expr]) => `label_replace(count(${expr}), "page", "${page}", "", "")`)
  .join(' or ');

/** What deserves a look, whatever page is open: alerts that nobody has silenced, and what is down, fails or is late. */
function useBadges(): Record<string, BadgeProps> {
  const notified = useNotifiedAlerts().data ?? [];
  const troubled = useInstant(troubles).data ?? [];
  const count = (page: string) => Number(troubled.find(({ metric }) => metric.page === page)?.value?.[1] ?? 0);
  const severities = notified
    .filter(({ status }) => status.state !== 'suppressed')
    .map(({ labels }) => severityTone(labels.severity))
    .filter((tone) => tone !== 'info');
  const tone: Tone = severities.every((severity) => severity === 'warn') ? 'warn' : 'bad';
  return {
    '/alerts': { count: severities.length, tone, meaning: 'firing' },
    '/targets': { count: count('/targets'), meaning: 'down' },
    '/probes': { count: count('/probes'), meaning: 'failing' },
    '/heartbeats': { count: count('/heartbeats'), meaning: 'late or failed' },
  };
}
