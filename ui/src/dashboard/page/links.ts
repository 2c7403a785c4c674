import { textUtil } from '../grafana';
import type { DashboardLink, PanelLink } from '../model/types';
import { interpolate } from '../variables/interpolate';
import type { Scope } from '../variables/types';

/** A link's address with variables filled in; addresses that would run script lead nowhere. */
export function linkUrl({ url }: Pick<PanelLink, 'url'>, scope: Scope): string {
  return textUtil.sanitizeUrl(interpolate(url, scope, 'percentencode'));
}

/** A dashboard's own link, which may take time range and variables along. */
export function dashboardLinkUrl({ url = '', keepTime, includeVars }: DashboardLink, scope: Scope, search: string): string {
  return withState(textUtil.sanitizeUrl(interpolate(url, scope, 'percentencode')), { keepTime, includeVars }, search);
}

/** Adds the state of this page to an address, as the link's author wished. */
export function withState(url: string, { keepTime, includeVars }: { keepTime?: boolean; includeVars?: boolean }, search: string): string {
  const kept = [...new URLSearchParams(search)].filter(
    ([name]) => (keepTime && (name === 'from' || name === 'to')) || (includeVars && name.startsWith('var-')),
  );
  if (kept.length === 0) return url;
  return `${url}${url.includes('?') ? '&' : '?'}${new URLSearchParams(kept)}`;
}
