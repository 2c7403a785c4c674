/** Lookout's own HTTP API v1. */
import { request } from './http';
import type { Labels } from './prometheus';

const base = '/lookout/api/v1';

export interface Status {
  version: string;
  revision: string;
  goVersion: string;
  startTime: string;
  dataDir: string;
  listen: string;
  hostname: string;
  config: {
    builtin: boolean;
    files: string[];
    reload: { successful: boolean; time: string; error: string };
  };
  receiversConfigured: boolean;
  adminEnabled: boolean;
  process: {
    residentBytes: number;
    heapBytes: number;
    goroutines: number;
    openFiles: number;
    maxOpenFiles: number;
    cpuSeconds: number;
  };
  storage: {
    retention: string;
    retentionSize: string;
    outOfOrderWindow: string;
    blocks: number;
    blocksBytes: number;
    walBytes: number;
    minTime: string;
    maxTime: string;
  };
}

export interface ConfigPart {
  name: string;
  yaml: string;
}

export interface SentAlert {
  status: 'firing' | 'resolved';
  labels: Labels;
  annotations: Labels;
  startsAt: string;
  endsAt: string;
}
export interface SentNotification {
  time: string;
  receiver: string;
  integration: string;
  groupLabels: Labels;
  alerts: SentAlert[];
  /** How often it was tried until it arrived or was given up. */
  attempts: number;
  error: string;
}

export interface AuditEntry {
  id: number;
  time: string;
  actor: string;
  remote: string;
  action: string;
  target: string;
  detail: string;
}

export type HeartbeatState = 'waiting' | 'ok' | 'running' | 'late' | 'overrunning' | 'failed';

/** A cron job that checks in. */
export interface Heartbeat {
  name: string;
  labels: Labels;
  schedule: string;
  graceSeconds: number;
  /** 0 when a run may take until the job is due again. */
  maxRuntimeSeconds: number;
  state: HeartbeatState;
  late: boolean;
  failed: boolean;
  overrunning: boolean;
  due: string;
  runningSince: string | null;
  lastCheckIn: string | null;
  lastSuccess: string | null;
  lastSeconds: number | null;
  message: string;
  url: string;
}

export const status = (signal?: AbortSignal) => request<Status>(`${base}/status`, { signal });

export const configParts = async (signal?: AbortSignal) =>
  (await request<{ parts: ConfigPart[] | null }>(`${base}/config`, { signal })).parts ?? [];

export const notifications = async (signal?: AbortSignal) =>
  (await request<{ notifications: SentNotification[] | null }>(`${base}/notifications`, { signal })).notifications ??
  [];

export const audit = async (limit: number, signal?: AbortSignal) =>
  (await request<{ entries: AuditEntry[] | null }>(`${base}/audit?limit=${limit}`, { signal })).entries ?? [];

export const heartbeats = async (signal?: AbortSignal) =>
  (await request<{ heartbeats: Heartbeat[] }>(`${base}/heartbeats`, { signal })).heartbeats;
