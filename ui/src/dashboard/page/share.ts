import { notifications } from '@mantine/notifications';
import { isRelative, type RangeText } from '../../time/range';
import type { PanelTime } from '../panels/contract';
import { lookup } from '../variables/scope';
import type { Scope } from '../variables/types';

/** The address of one panel at the times that are shown now: who opens it later sees the same. */
export function panelUrl(panelId: number, time: PanelTime, scope: Scope): string {
  const url = new URL(dashboardUrl(time, scope));
  url.searchParams.set('viewPanel', String(panelId));
  return url.href;
}

/**
 * The address of the dashboard as it is shown: at these moments for ever, or at a range that follows the clock. Values
 * of variables that nobody chose are written out too, since who opens it may begin with others.
 */
export function dashboardUrl(time: PanelTime | RangeText, scope: Scope): string {
  const url = new URL(window.location.href);
  const inUrl = new Set(url.searchParams.keys());
  for (const [name, value] of new URLSearchParams(selectionOf(scope))) if (!inUrl.has(name)) url.searchParams.append(name, value);
  const [from, to] = [momentOf(time.from), momentOf(time.to)];
  url.searchParams.set('from', from);
  url.searchParams.set('to', to);
  // What happened then does not change any more.
  if (!isRelative({ from, to })) url.searchParams.delete('refresh');
  return url.href;
}

function selectionOf(scope: Scope): string {
  const value = lookup(scope, '__all_variables')?.value;
  return typeof value === 'string' ? value : '';
}

const momentOf = (time: number | string) => (typeof time === 'number' ? String(Math.round(time)) : time);

/** Without a secure connection browsers have no clipboard; then the address is shown to be copied by hand. */
export function copyLink(url: string): void {
  const done = navigator.clipboard?.writeText(url) ?? Promise.reject(new Error('no clipboard'));
  done.then(
    () => notifications.show({ message: 'The link is in the clipboard.' }),
    () => notifications.show({ title: 'Copy this link', message: url, autoClose: false }),
  );
}
