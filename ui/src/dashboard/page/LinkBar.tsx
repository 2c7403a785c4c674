import { Menu, Button } from '@mantine/core';
import { IconChevronDown, IconExternalLink } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from 'wouter';
import { dashboards } from '../../api/dashboards';
import type { DashboardLink } from '../model/types';
import { interpolate } from '../variables/interpolate';
import type { Scope } from '../variables/types';
import { dashboardLinkUrl, withState } from './links';
import css from './DashboardHead.module.css';

/** The links that a dashboard's author put at its top: to anywhere, or to all dashboards with some tags. */
export function LinkBar({ links, scope }: { links: DashboardLink[]; scope: Scope }) {
  const search = useSearch();
  if (links.length === 0) return null;
  return (
    <nav className={css.links} aria-label="Links of this dashboard">
      {links.map((link, i) =>
        link.type === 'dashboards' ? (
          <TaggedLinks key={i} link={link} search={search} />
        ) : (
          <Out key={i} href={dashboardLinkUrl(link, scope, search)} blank={link.targetBlank} title={link.tooltip}>
            {interpolate(link.title, scope, 'text') || link.url}
          </Out>
        ),
      )}
    </nav>
  );
}

function TaggedLinks({ link, search }: { link: DashboardLink; search: string }) {
  const list = useQuery({ queryKey: ['dashboards'], queryFn: ({ signal }) => dashboards(signal), staleTime: 60_000 });
  const found = (list.data ?? []).filter(({ tags }) => (link.tags ?? []).every((tag) => tags.includes(tag)));
  const href = (uid: string) => withState(`/d/${encodeURIComponent(uid)}`, link, search);
  if (!link.asDropdown) {
    return found.map(({ uid, title }) => (
      <Out key={uid} href={href(uid)} blank={link.targetBlank}>
        {title}
      </Out>
    ));
  }
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={13} aria-hidden />} disabled={found.length === 0}>
          {link.title || 'Dashboards'}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
        {found.map(({ uid, title }) => (
          <Menu.Item key={uid} component="a" href={href(uid)} target={link.targetBlank ? '_blank' : undefined} rel="noreferrer">
            {title}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Out({ href, blank, title, children }: { href: string; blank?: boolean; title?: string; children: React.ReactNode }) {
  return (
    <Button component="a" variant="default" href={href} title={title} target={blank ? '_blank' : undefined} rel="noreferrer" rightSection={blank && <IconExternalLink size={13} aria-hidden />}>
      {children}
    </Button>
  );
}
