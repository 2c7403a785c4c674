import { ActionIcon, Menu } from '@mantine/core';
import { IconDotsVertical, IconDownload, IconExternalLink, IconEye, IconLink, IconPhoto, IconSearch, IconZoomQuestion } from '@tabler/icons-react';
import { Link, useSearch } from 'wouter';
import { pictureUrl } from '../../api/dashboards';
import { useScheme } from '../../parts/useScheme';
import { exploreParams } from '../../app/links';
import { useChangeSearch, useHrefTo } from '../../url/search';
import type { PanelLink } from '../model/types';
import { useDashboard } from '../page/context';
import { copyLink, panelUrl } from '../page/share';
import type { PanelData } from './contract';
import css from './PanelFrame.module.css';

interface PanelMenuProps {
  title: string;
  panelId: number;
  data: PanelData;
  links: PanelLink[];
  onInspect: () => void;
  onDownload: () => void;
}

/** What can be done with a panel. */
export function PanelMenu({ title, panelId, data, links, onInspect, onDownload }: PanelMenuProps) {
  const change = useChangeSearch();
  const hrefTo = useHrefTo();
  const { dashboard, scope } = useDashboard();
  const looks = { theme: useScheme(), panelId, width: 1000, height: 500 };
  const picture = pictureUrl(dashboard.uid, useSearch(), looks);
  const exprs = data.timings.map(({ expr }) => expr);
  return (
    <Menu position="bottom-end" width={220} keepMounted={false}>
      <Menu.Target>
        <ActionIcon size={24} className={css.more} aria-label={`What can be done with ${title || 'this panel'}`}>
          <IconDotsVertical size={15} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconEye size={14} aria-hidden />} onClick={() => change({ viewPanel: String(panelId) }, { push: true })}>
          Fill the page
        </Menu.Item>
        {exprs.length > 0 && (
          <Menu.Item leftSection={<IconSearch size={14} aria-hidden />} component={Link} href={hrefTo('/explore', exploreParams(...exprs))}>
            Open in Explore
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconZoomQuestion size={14} aria-hidden />} onClick={onInspect}>
          Inspect queries and data
        </Menu.Item>
        <Menu.Item leftSection={<IconDownload size={14} aria-hidden />} onClick={onDownload} disabled={data.frames.length === 0}>
          Download as CSV
        </Menu.Item>
        <Menu.Item leftSection={<IconPhoto size={14} aria-hidden />} component="a" href={picture} target="_blank" rel="noreferrer">
          Picture (PNG)
        </Menu.Item>
        <Menu.Item leftSection={<IconLink size={14} aria-hidden />} onClick={() => copyLink(panelUrl(panelId, data.time, scope))}>
          Copy a link to this
        </Menu.Item>
        {links.length > 0 && <Menu.Divider />}
        {links.map(({ title: text, url, targetBlank }) => (
          <Menu.Item
            key={text + url}
            leftSection={<IconExternalLink size={14} aria-hidden />}
            component="a"
            href={url}
            target={targetBlank ? '_blank' : undefined}
            rel="noreferrer"
          >
            {text || url}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
