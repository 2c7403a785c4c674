/** Dashboards, in Lookout's own HTTP API v1. */
import type { Dashboard } from '../dashboard/model/types';
import { request } from './http';

const base = '/lookout/api/v1/dashboards';

/** Where a dashboard comes from. */
export interface Source {
  /** `builtin`, `folder`, `service`, `git`, `grafana` or `edited`. */
  kind: string;
  /** The service, the folder, the repository. */
  name: string;
  /** Where a person finds the document itself. */
  location?: string;
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

export interface OpenedDashboard extends DashboardSummary {
  dashboard: Dashboard;
  /** What the server noticed while reading it. */
  notes?: string[];
}

export async function dashboards(signal?: AbortSignal): Promise<DashboardSummary[]> {
  return (await request<{ dashboards: DashboardSummary[] }>(base, { signal })).dashboards;
}

export function dashboard(uid: string, signal?: AbortSignal): Promise<OpenedDashboard> {
  return request<OpenedDashboard>(`${base}/${encodeURIComponent(uid)}`, { signal });
}
