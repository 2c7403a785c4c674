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

/** How a target stands against its budget. */
export interface Standing {
  labels: Labels;
  samples: number;
  newSeries: number;
  /** Zeros where there is no bound. */
  budget: { samples: number; labelValues: number; newSeries: number };
  over: ('samples' | 'label_values' | 'new_series')[];
  metrics: { name: string; series: number; labels: { name: string; values: number; examples: string[] }[] }[];
  /** What is over, in a sentence. */
  complaint?: string;
}

/** How all targets of a team stand together against its budget. */
export interface TeamStanding {
  team: string;
  targets: number;
  samples: number;
  newSeries: number;
  /** Zeros where there is no bound. */
  budget: { samples: number; newSeries: number };
  over: ('samples' | 'new_series')[];
  /** What grew most within the hour first, then the largest. */
  metrics: {
    job: string;
    name: string;
    series: number;
    newSeries: number;
    /** The widest in any of its targets. */
    label: { name: string; values: number; examples: string[] } | null;
  }[];
  largest: { job: string; instance: string; samples: number; newSeries: number }[];
  /** What is over and by whose doing, in a sentence. */
  complaint?: string;
}

export const budgets = (signal?: AbortSignal) =>
  request<{ targets: Standing[]; teams: TeamStanding[] }>(`${base}/budgets`, { signal });

/** One entry of the discover block, or a mechanism of a job in scrape_configs. */
export interface Mechanism {
  job: string;
  mechanism: string;
  /** Stands in the discover block; of others only their targets are known. */
  convention: boolean;
  lastRefresh: string | null;
  lastSuccess: string | null;
  refreshes: number;
  failures: number;
  /** Of what fails at present; empty when nothing does. */
  error: string;
  kept: number;
  dashboards: Candidate[];
  dropped: Candidate[];
  /** Dropped ones that are only counted. */
  droppedMore: number;
}
export interface Candidate {
  name: string;
  address: string;
  labels: Labels;
  reason: string;
}
export interface FoundTarget {
  job: string;
  url: string;
  labels: Labels;
  health: 'up' | 'down' | 'unknown';
  lastError: string;
  foundBy: string;
}
export interface Discovery {
  mechanisms: Mechanism[];
  targets: FoundTarget[];
}

export const discovery = (signal?: AbortSignal) => request<Discovery>(`${base}/discovery`, { signal });

/** What was pushed under one set of labels. */
export interface PushedGroup {
  id: string;
  labels: Labels;
  /** The last push that was taken. */
  pushed: string | null;
  /** The last push that was refused. */
  failed: string | null;
  failing: boolean;
  failure: string;
  expires: string | null;
  metrics: number;
  samples: number;
}

export interface PushedGroups {
  groups: PushedGroup[];
  /** When a scrape last read all groups, since the server's start. */
  lastRead: string | null;
}

export interface PushedMetric {
  name: string;
  type: string;
  help: string;
  pushed: string;
  samples: { series: string; value: string }[];
}
export interface ProbeResult {
  time: string;
  durationSeconds: number;
  /** What was answered, in the protocol's own words. */
  status: string;
  /** Why it failed; empty after success. */
  reason: string;
  certificateEnds?: string;
  steps: { afterSeconds: number; text: string }[];
}
export interface Probe {
  /** Empty where others ask, through /probe. */
  job: string;
  module: string;
  prober: string;
  target: string;
  /** Asked for there; empty where it is the target's own. */
  hostname: string;
  labels: Labels;
  state: 'up' | 'down' | 'pending';
  last?: ProbeResult;
  lastFailure?: ProbeResult;
}

export interface LegacyCheck {
  name: string;
  state: 'ok' | 'warning' | 'critical' | 'unknown';
  /** For the state, as the endpoint wrote it. */
  word: string;
  message: string;
}
export interface LegacyStatus {
  job: string;
  target: string;
  labels: Labels;
  /** Missing until it was asked. */
  time?: string;
  durationSeconds: number;
  error: string;
  checks: LegacyCheck[];
  problems: string[];
}

export const probes = async (signal?: AbortSignal) =>
  (await request<{ probes: Probe[] }>(`${base}/probes`, { signal })).probes;

export const legacyStatus = async (signal?: AbortSignal) =>
  (await request<{ targets: LegacyStatus[] }>(`${base}/legacy-status`, { signal })).targets;
/** A target that discovery does not find any more and that nobody announced to go. */
export interface MissingTarget {
  job: string;
  instance: string;
  url: string;
  labels: Labels;
  foundBy: string;
  /** `dropped`: it is found, and relabelling drops it. */
  reason: 'gone' | 'dropped';
  firstSeen: string;
  since: string;
  /** When its policy retires it; null when only a person does. */
  retiresAt: string | null;
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

export const pushed = (signal?: AbortSignal) => request<PushedGroups>(`${base}/pushed`, { signal });

const pushedPath = (id: string) => `${base}/pushed/${encodeURIComponent(id)}`;

/** Of the samples no more than limit. */
export const pushedGroup = (id: string, limit: number, signal?: AbortSignal) =>
  request<{ group: PushedGroup; metrics: PushedMetric[] }>(`${pushedPath(id)}?limit=${limit}`, { signal });

export const deletePushedGroup = (id: string) => request<{ labels: Labels }>(pushedPath(id), { method: 'DELETE' });
export const heartbeats = async (signal?: AbortSignal) =>
  (await request<{ heartbeats: Heartbeat[] }>(`${base}/heartbeats`, { signal })).heartbeats;

export const missingTargets = async (signal?: AbortSignal) =>
  (await request<{ missing: MissingTarget[] }>(`${base}/targets/missing`, { signal })).missing;

export const retireTarget = (job: string, instance: string) =>
  request<{ forgotten: number; announced: number }>(`${base}/targets/retire`, { json: { job, instances: [instance] } });
