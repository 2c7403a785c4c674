import type { Loadable } from '../../parts/loadable';
import type { DataFrame } from '../grafana';
import type { Panel } from '../model/types';

export interface PanelTime {
  /** Unix milliseconds. */
  from: number;
  to: number;
}

/** What a panel draws: frames with transformations, field configuration and overrides applied. */
export interface PanelData {
  frames: DataFrame[];
  state: 'loading' | 'done' | 'error';
  /** What went wrong, a line each; frames of the queries that worked are there all the same. */
  errors: string[];
  /** What the person should know though it is no error: logs not set up, results cut short, … */
  notices: string[];
  time: PanelTime;
  timings: QueryTiming[];
  annotations: PanelAnnotation[];
}

export interface QueryTiming {
  refId: string;
  /** What was sent, variables and macros filled in. */
  expr: string;
  step: number;
  millis: number;
  series: number;
}

/** A moment or a period that is drawn over time panels. Unix milliseconds. */
export interface PanelAnnotation {
  time: number;
  timeEnd?: number;
  title: string;
  text: string;
  tags: string[];
  /** As the dashboard names it: the theme knows what it looks like. */
  color: string;
}

export interface PanelProps {
  panel: Panel;
  data: PanelData;
  /** The room inside the panel's frame, in CSS pixels. */
  width: number;
  height: number;
  /** Fills variables in; `format` as in `${name:format}`. */
  interpolate: (text: string, format?: string) => string;
  /** An IANA name, `utc` or `browser`. */
  timeZone: string;
  /** Panels with the same key share their crosshair. */
  syncKey?: string;
  /** Whether the shared crosshair carries a tooltip in every panel. */
  syncTooltip: boolean;
  /** A drag along the time axis. Unix milliseconds. */
  onZoom: (from: number, to: number) => void;
}

/** One way to draw a panel. A kind is one folder; kinds.ts lists them. */
export interface PanelKind {
  type: string;
  /** What people call it. */
  name: string;
  Panel: Loadable<PanelProps>;
  /** Whether it asks queries at all. */
  queries: boolean;
  /** What Grafana's field configuration is where the dashboard says nothing. */
  fieldDefaults?: Record<string, unknown>;
  optionDefaults?: Record<string, unknown>;
}
