/** Alertmanager's HTTP API v2, as served under /alertmanager/api/v2. */
import { queryString, request } from './http';
import type { Labels } from './prometheus';

const base = '/alertmanager/api/v2';

export interface Matcher {
  name: string;
  value: string;
  isRegex: boolean;
  isEqual: boolean;
}

export interface NotifiedAlert {
  labels: Labels;
  annotations: Labels;
  startsAt: string;
  endsAt: string;
  updatedAt: string;
  fingerprint: string;
  generatorURL?: string;
  receivers: { name: string }[];
  status: { state: 'active' | 'suppressed' | 'unprocessed'; silencedBy: string[]; inhibitedBy: string[] };
}

export interface Silence {
  id: string;
  matchers: Matcher[];
  startsAt: string;
  endsAt: string;
  updatedAt: string;
  createdBy: string;
  comment: string;
  status: { state: 'active' | 'pending' | 'expired' };
}

/** A silence to store: without an id a new one, with an id the changed form of that one. */
export interface SilenceDraft {
  id?: string;
  matchers: Matcher[];
  startsAt: string;
  endsAt: string;
  createdBy: string;
  comment: string;
}

/** Alerts that match all the given matchers, silenced and inhibited ones included. */
export function alerts(filter: string[], signal?: AbortSignal): Promise<NotifiedAlert[]> {
  return request(`${base}/alerts${queryString({ filter })}`, { signal });
}

export function silences(signal?: AbortSignal): Promise<Silence[]> {
  return request(`${base}/silences`, { signal });
}

export function saveSilence(draft: SilenceDraft): Promise<{ silenceID: string }> {
  return request(`${base}/silences`, { json: draft });
}

export function expireSilence(id: string): Promise<void> {
  return request(`${base}/silence/${encodeURIComponent(id)}`, { method: 'DELETE' });
}
