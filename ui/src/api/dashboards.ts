/** Dashboards, in Lookout's own HTTP API v1. */
import type { Dashboard } from '../dashboard/model/types';
import { request, requestText } from './http';

const base = '/lookout/api/v1/dashboards';

/** Where a dashboard comes from. */
export interface Source {
  /** `builtin`, `folder`, `service`, `git`, `grafana` or `edited`. */
  kind: string;
  /** The service, the folder, the repository. */
  name: string;
  /** Where in it a person finds the document itself. */
  origin?: string;
  /** The release that it came with. */
  release?: string;
}

export interface DashboardSummary {
  uid: string;
  title: string;
  folder: string;
  tags: string[];
  source: Source;
  readOnly: boolean;
  version: number;
  updated: string;
  /** Since when its source no longer has it. */
  staleSince?: string;
  /** Why the newest document at its source was refused; the version before it is shown. */
  broken?: string;
}

/** How many findings there are; null until the version has been checked. */
export type FindingCounts = { errors: number; warnings: number; infos: number } | null;

export interface ListedDashboard extends DashboardSummary {
  findings: FindingCounts;
}

/** What is wrong with a dashboard, or unlike the conventions. */
export interface Finding {
  rule: string;
  severity: 'error' | 'warning' | 'info';
  /** Into the stored document. */
  path: string;
  /** The id of the panel that it is about. */
  panel?: number;
  /** Of the panel. */
  title?: string;
  message: string;
  mend: string;
}

export interface OpenedDashboard extends DashboardSummary {
  dashboard: Dashboard;
  /** Where each panel stands in the stored document, by its id. */
  paths: Record<string, string>;
}

/** A document in the normal form. */
export type Normalised = Pick<OpenedDashboard, 'dashboard' | 'paths'>;

export interface DashboardVersion {
  version: number;
  time: string;
  author: string;
  message: string;
}

export interface Saving {
  message: string;
  folder: string;
  /** The version that was changed; 0 makes a new dashboard. */
  baseVersion: number;
}

export async function dashboards(signal?: AbortSignal): Promise<ListedDashboard[]> {
  return (await request<{ dashboards: ListedDashboard[] }>(base, { signal })).dashboards;
}

/** How one source of dashboards fares. */
export interface DashboardSource {
  kind: 'folder' | 'git' | 'service';
  name: string;
  /** Why it cannot be read at all. */
  error?: string;
  /** Its files that are not shown, or not as they are now. */
  refused: { origin: string; reason: string }[];
}

export interface DashboardSources {
  sources: DashboardSource[];
  /** Services beyond the bound. */
  servicesNotAsked: number;
}

export function dashboardSources(signal?: AbortSignal): Promise<DashboardSources> {
  return request('/lookout/api/v1/dashboard-sources', { signal });
}

export function dashboard(uid: string, signal?: AbortSignal): Promise<OpenedDashboard> {
  return request<OpenedDashboard>(`${base}/${encodeURIComponent(uid)}`, { signal });
}

/** The findings of the newest version, the worst first. */
export async function dashboardFindings(uid: string, signal?: AbortSignal): Promise<Finding[]> {
  return (await request<{ findings: Finding[] }>(`${at(uid)}/findings`, { signal })).findings;
}

const at = (uid: string) => `${base}/${encodeURIComponent(uid)}`;

/** The stored document, byte for byte. */
export function storedJson(uid: string, version?: number, signal?: AbortSignal): Promise<string> {
  return requestText(jsonUrl(uid, version), { signal });
}

export const jsonUrl = (uid: string, version?: number) => `${at(uid)}/json${version ? `?version=${version}` : ''}`;

/** What of the page's address says what is shown. */
const shows = (name: string) => ['from', 'to'].includes(name) || name.startsWith('var-');

/** A picture of what is shown at an address, drawn by the server; of one panel, or of the whole dashboard. */
export function pictureUrl(uid: string, search: string, looks: { theme: 'dark' | 'light'; panelId?: number; width: number; height?: number }): string {
  const params = new URLSearchParams([...new URLSearchParams(search)].filter(([name]) => shows(name)));
  for (const [name, value] of Object.entries(looks)) if (value !== undefined) params.set(name, String(value));
  return `${at(uid)}/png?${params}`;
}

/** The document travels as a string, so that not a byte of it is lost. */
export function createDashboard(document: string, saving: Omit<Saving, 'baseVersion'>): Promise<DashboardSummary> {
  return request(base, { json: { dashboard: document, ...saving } });
}

export function saveDashboard(uid: string, document: string, saving: Saving): Promise<DashboardSummary> {
  return request(at(uid), { method: 'PUT', json: { dashboard: document, ...saving } });
}

export function deleteDashboard(uid: string): Promise<unknown> {
  return request(at(uid), { method: 'DELETE' });
}

export async function dashboardVersions(uid: string, signal?: AbortSignal): Promise<DashboardVersion[]> {
  return (await request<{ versions: DashboardVersion[] }>(`${at(uid)}/versions`, { signal })).versions;
}

export function restoreDashboard(uid: string, version: number): Promise<DashboardSummary> {
  return request(`${at(uid)}/restore`, { json: { version } });
}

export function normalise(document: string, signal?: AbortSignal): Promise<Normalised> {
  return request(`${base}/normalise`, { json: JSON.parse(document), signal });
}
