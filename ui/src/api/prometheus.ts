/** Prometheus' HTTP API v1, as served under /api/v1. */
import { queryString, request } from './http';
import { decodeSamples, type Samples } from './samples';

export type Labels = Record<string, string>;

/** A sample value as it arrives: Unix seconds and the number in text form (`NaN`, `+Inf` included). */
export type Point = [time: number, value: string];
/** A native histogram's JSON form: counts per bucket as [boundaries, left, right, count]. */
export interface HistogramValue {
  count: string;
  sum: string;
  buckets?: [boundaries: number, left: string, right: string, count: string][];
}
export type HistogramPoint = [time: number, value: HistogramValue];

export interface InstantSeries {
  metric: Labels;
  value?: Point;
  histogram?: HistogramPoint;
}
export interface RangeSeries {
  metric: Labels;
  values?: Point[];
  histograms?: HistogramPoint[];
}

export type QueryData =
  | { resultType: 'vector'; result: InstantSeries[] }
  | { resultType: 'matrix'; result: RangeSeries[] }
  | { resultType: 'scalar'; result: Point }
  | { resultType: 'string'; result: Point };

/** An answer with what the engine wants the reader to know beside it. */
export interface Answer<T> {
  data: T;
  warnings: string[];
  infos: string[];
}

export interface Target {
  discoveredLabels: Labels;
  labels: Labels;
  scrapePool: string;
  scrapeUrl: string;
  globalUrl: string;
  lastError: string;
  lastScrape: string;
  lastScrapeDuration: number;
  health: 'up' | 'down' | 'unknown';
  scrapeInterval: string;
  scrapeTimeout: string;
}
export interface DroppedTarget {
  discoveredLabels: Labels;
  scrapePool?: string;
}
export interface Targets {
  activeTargets: Target[];
  droppedTargets: DroppedTarget[];
  droppedTargetCounts: Record<string, number>;
}

export type AlertState = 'firing' | 'pending' | 'inactive' | 'unknown';

export interface RuleAlert {
  labels: Labels;
  annotations: Labels;
  state: AlertState;
  activeAt?: string;
  keepFiringSince?: string;
  value: string;
}
interface RuleBase {
  name: string;
  query: string;
  labels?: Labels;
  health: 'ok' | 'err' | 'unknown';
  lastError?: string;
  evaluationTime: number;
  lastEvaluation: string;
}
export interface AlertingRule extends RuleBase {
  type: 'alerting';
  state: AlertState;
  duration: number;
  keepFiringFor: number;
  annotations?: Labels;
  alerts: RuleAlert[];
}
export interface RecordingRule extends RuleBase {
  type: 'recording';
}
export type Rule = AlertingRule | RecordingRule;
export interface RuleGroup {
  name: string;
  file: string;
  interval: number;
  limit: number;
  evaluationTime: number;
  lastEvaluation: string;
  rules: Rule[];
}

export interface Metadata {
  type: string;
  help: string;
  unit: string;
}

export interface NamedCount {
  name: string;
  value: number;
}
export interface TsdbStatus {
  headStats: {
    numSeries: number;
    numLabelPairs: number;
    chunkCount: number;
    minTime: number;
    maxTime: number;
  };
  seriesCountByMetricName: NamedCount[];
  labelValueCountByLabelName: NamedCount[];
  memoryInBytesByLabelName: NamedCount[];
  seriesCountByLabelValuePair: NamedCount[];
}

export interface DiscoveredAlertmanagers {
  activeAlertmanagers: { url: string }[];
  droppedAlertmanagers: { url: string }[];
}

interface Envelope<T> {
  status: 'success';
  data: T;
  warnings?: string[];
  infos?: string[];
}

async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await request<Envelope<T>>(`/api/v1${path}`, { signal })).data;
}

async function ask<T>(
  path: string,
  params: Record<string, string>,
  signal?: AbortSignal,
  parse?: (text: string) => unknown,
): Promise<Answer<T>> {
  const form = new URLSearchParams(params);
  const { data, warnings = [], infos = [] } = await request<Envelope<T>>(`/api/v1${path}`, { signal, form, parse });
  return { data, warnings, infos };
}

const seconds = (ms: number) => (ms / 1000).toFixed(3);

/** How many series an answer may have at most; the server says in a warning when it cut it. */
export interface Bounded {
  limit?: number;
}

const bound = ({ limit }: Bounded): Record<string, string> => (limit ? { limit: String(limit) } : {});

/** Evaluates at one moment. `time` is Unix milliseconds. */
export function query(expr: string, time: number, signal?: AbortSignal, bounded: Bounded = {}): Promise<Answer<QueryData>> {
  return ask('/query', { query: expr, time: seconds(time), ...bound(bounded) }, signal);
}

/** `start` and `end` are Unix milliseconds, `step` is seconds. */
export type Range = { start: number; end: number; step: number } & Bounded;

/** Evaluates over a range. */
export function queryRange(expr: string, range: Range, signal?: AbortSignal): Promise<Answer<QueryData>> {
  return ask('/query_range', rangeParams(expr, range), signal);
}

function rangeParams(expr: string, { start, end, step, ...bounded }: Range): Record<string, string> {
  return { query: expr, start: seconds(start), end: seconds(end), step: String(step), ...bound(bounded) };
}

/** A series of a range query, its samples in columns. */
export interface SampleSeries {
  metric: Labels;
  values?: Samples;
  histograms?: HistogramPoint[];
}

/** As queryRange, for many samples. */
export async function querySamples(expr: string, range: Range, signal?: AbortSignal): Promise<Answer<SampleSeries[]>> {
  const { data, ...said } = await ask<{ result: SampleSeries[] }>('/query_range', rangeParams(expr, range), signal, decodeSamples);
  return { data: data.result, ...said };
}

export async function formatQuery(expr: string, signal?: AbortSignal): Promise<string> {
  return (
    await request<Envelope<string>>('/api/v1/format_query', { signal, form: new URLSearchParams({ query: expr }) })
  ).data;
}

export const targets = (signal?: AbortSignal) => get<Targets>('/targets', signal);
export const rules = (signal?: AbortSignal) => get<{ groups: RuleGroup[] }>('/rules', signal);
export const alertmanagers = (signal?: AbortSignal) => get<DiscoveredAlertmanagers>('/alertmanagers', signal);
export const tsdbStatus = (signal?: AbortSignal) => get<TsdbStatus>('/status/tsdb?limit=10', signal);
export const metadata = (metric: string | undefined, signal?: AbortSignal) =>
  get<Record<string, Metadata[]>>(`/metadata${queryString({ metric })}`, signal);
export const labelNames = (match: string[], signal?: AbortSignal) =>
  get<string[]>(`/labels${queryString({ 'match[]': match })}`, signal);
export const labelValues = (label: string, match: string[], signal?: AbortSignal) =>
  get<string[]>(`/label/${encodeURIComponent(label)}/values${queryString({ 'match[]': match })}`, signal);
