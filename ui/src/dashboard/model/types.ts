/** The normal form of a dashboard, as the server hands it out whatever the stored document's age. */
export interface Dashboard {
  uid: string;
  title: string;
  description?: string;
  tags: string[];
  timezone?: string;
  weekStart?: string;
  /** `""` when off. */
  refresh: string;
  time: { from: string; to: string };
  timepicker?: { refresh_intervals?: string[]; hidden?: boolean };
  /** 0: alone; 1: a shared crosshair; 2: a shared tooltip. */
  graphTooltip: 0 | 1 | 2;
  links: DashboardLink[];
  annotations: { list: Annotation[] };
  templating: { list: VariableModel[] };
  panels: Panel[];
  schemaVersion: number;
}

export interface DataSource {
  type?: string;
  uid?: string;
}

export interface GridPos {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: GridPos;
  transparent?: boolean;
  datasource: DataSource | null;
  targets: Target[];
  fieldConfig: { defaults: FieldDefaults; overrides: Override[] };
  options: Record<string, unknown>;
  transformations: Transformation[];
  links: PanelLink[];
  repeat?: string;
  repeatDirection?: 'h' | 'v';
  maxPerRow?: number;
  interval?: string;
  maxDataPoints?: number;
  timeFrom?: string;
  timeShift?: string;
  hideTimeOverride?: boolean;
  /** Rows only: whether its panels are folded away, and those panels. */
  collapsed?: boolean;
  panels?: Panel[];
}

/** Grafana's field configuration; @grafana/data gives it meaning. */
export type FieldDefaults = Record<string, unknown>;

export interface Override {
  matcher: { id: string; options?: unknown };
  properties: { id: string; value?: unknown }[];
}

export interface Target {
  refId: string;
  datasource?: DataSource | null;
  expr?: string;
  legendFormat?: string;
  format?: 'time_series' | 'table' | 'heatmap';
  instant?: boolean;
  range?: boolean;
  interval?: string;
  intervalFactor?: number;
  hide?: boolean;
  exemplar?: boolean;
  [more: string]: unknown;
}

export interface Transformation {
  id: string;
  options: Record<string, unknown>;
  disabled?: boolean;
  filter?: { id: string; options: unknown };
}

export interface PanelLink {
  title: string;
  url: string;
  targetBlank?: boolean;
}

export interface DashboardLink {
  title: string;
  type: 'link' | 'dashboards';
  url?: string;
  tags?: string[];
  tooltip?: string;
  icon?: string;
  asDropdown?: boolean;
  includeVars?: boolean;
  keepTime?: boolean;
  targetBlank?: boolean;
}

export interface Annotation {
  name: string;
  enable: boolean;
  hide?: boolean;
  iconColor?: string;
  datasource?: DataSource | null;
  expr?: string;
  step?: string;
  titleFormat?: string;
  textFormat?: string;
  tagKeys?: string;
  useValueForTime?: boolean;
  builtIn?: number;
  type?: string;
  /** Which panels it is drawn on; without it, all of them. */
  filter?: { exclude?: boolean; ids?: number[] };
}

/** A variable as the dashboard declares it; `variables/` resolves it to what can be chosen. */
export interface VariableModel {
  type: string;
  name: string;
  [more: string]: unknown;
}
