import type { ComponentType } from 'react';
import { loadable } from '../../parts/loadable';
import type { PanelKind, PanelProps } from './contract';

const byThreshold = {
  color: { mode: 'thresholds' },
  thresholds: {
    mode: 'absolute',
    steps: [
      { value: -Infinity, color: 'green' },
      { value: 80, color: 'red' },
    ],
  },
};
const bySeries = { ...byThreshold, color: { mode: 'palette-classic' } };

type Load = () => Promise<{ default: ComponentType<PanelProps> }>;

/** A kind whose code is loaded when a dashboard first needs it. */
const kind = (type: string, name: string, load: Load, rest: Pick<PanelKind, 'queries' | 'fieldDefaults'>): PanelKind => ({
  type,
  name,
  Panel: loadable(load),
  ...rest,
});

const asks = (fieldDefaults: Record<string, unknown>) => ({ queries: true, fieldDefaults });
const asksNothing = { queries: false };

/** Every way to draw a panel. */
export const kinds: PanelKind[] = [
  kind('timeseries', 'Time series', () => import('./timeseries/TimeSeriesPanel'), asks(bySeries)),
  kind('stat', 'Stat', () => import('./stat/StatPanel'), asks(byThreshold)),
  kind('gauge', 'Gauge', () => import('./gauge/GaugePanel'), asks(byThreshold)),
  kind('bargauge', 'Bar gauge', () => import('./bargauge/BarGaugePanel'), asks(byThreshold)),
  kind('table', 'Table', () => import('./table/TablePanel'), asks(byThreshold)),
  kind('heatmap', 'Heatmap', () => import('./heatmap/HeatmapPanel'), asks(bySeries)),
  kind('barchart', 'Bar chart', () => import('./barchart/BarChartPanel'), asks(bySeries)),
  kind('histogram', 'Histogram', () => import('./histogram/HistogramPanel'), asks(bySeries)),
  kind('piechart', 'Pie chart', () => import('./piechart/PieChartPanel'), asks(bySeries)),
  kind('state-timeline', 'State timeline', () => import('./timeline/TimelinePanel'), asks(byThreshold)),
  kind('status-history', 'Status history', () => import('./timeline/TimelinePanel'), asks(byThreshold)),
  kind('logs', 'Logs', () => import('./lists/LogsPanel'), asksNothing),
  kind('alertlist', 'Alert list', () => import('./lists/AlertListPanel'), asksNothing),
  kind('dashlist', 'Dashboard list', () => import('./lists/DashListPanel'), asksNothing),
  kind('text', 'Text', () => import('./text/TextPanel'), asksNothing),
];

const byType = new Map(kinds.map((one) => [one.type, one]));
const unknown = kind('', 'Unknown', () => import('./unknown/UnknownPanel'), asks(byThreshold));

/** A type that nobody here knows is shown as what it is, with its data. */
export function kindOf(type: string): PanelKind {
  return byType.get(type) ?? unknown;
}

/** Begins to load what draws these panels, while their queries are under way. A failure shows where it is drawn. */
export function loadKinds(types: string[]): void {
  for (const { Panel } of new Set(types.map(kindOf))) Panel.load().catch(() => {});
}
