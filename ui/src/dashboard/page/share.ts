import { notifications } from '@mantine/notifications';
import type { PanelTime } from '../panels/contract';

/** The address of one panel at the times that are shown now: who opens it later sees the same. */
export function panelUrl(panelId: number, { from, to }: PanelTime): string {
  const url = new URL(window.location.href);
  url.searchParams.set('viewPanel', String(panelId));
  return pinned(url, from, to);
}

/** The address of the dashboard at the times that are shown now. */
export function dashboardUrl({ from, to }: PanelTime): string {
  return pinned(new URL(window.location.href), from, to);
}

function pinned(url: URL, from: number, to: number): string {
  url.searchParams.set('from', String(Math.round(from)));
  url.searchParams.set('to', String(Math.round(to)));
  return url.href;
}

/** Without a secure connection browsers have no clipboard; then the address is shown to be copied by hand. */
export function copyLink(url: string): void {
  const done = navigator.clipboard?.writeText(url) ?? Promise.reject(new Error('no clipboard'));
  done.then(
    () => notifications.show({ message: 'The link is in the clipboard.' }),
    () => notifications.show({ title: 'Copy this link', message: url, autoClose: false }),
  );
}
