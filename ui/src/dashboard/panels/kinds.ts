import { lazy } from 'react';
import type { PanelKind } from './contract';

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

/** Every way to draw a panel, each loaded when a dashboard first needs it. */
export const kinds: PanelKind[] = [
  {
    type: 'timeseries',
    name: 'Time series',
    Panel: lazy(() => import('./timeseries/TimeSeriesPanel')),
    queries: true,
    fieldDefaults: bySeries,
  },
  { type: 'stat', name: 'Stat', Panel: lazy(() => import('./stat/StatPanel')), queries: true, fieldDefaults: byThreshold },
  { type: 'gauge', name: 'Gauge', Panel: lazy(() => import('./gauge/GaugePanel')), queries: true, fieldDefaults: byThreshold },
  {
    type: 'bargauge',
    name: 'Bar gauge',
    Panel: lazy(() => import('./bargauge/BarGaugePanel')),
    queries: true,
    fieldDefaults: byThreshold,
  },
  { type: 'table', name: 'Table', Panel: lazy(() => import('./table/TablePanel')), queries: true, fieldDefaults: byThreshold },
  { type: 'heatmap', name: 'Heatmap', Panel: lazy(() => import('./heatmap/HeatmapPanel')), queries: true, fieldDefaults: bySeries },
  { type: 'barchart', name: 'Bar chart', Panel: lazy(() => import('./barchart/BarChartPanel')), queries: true, fieldDefaults: bySeries },
  { type: 'histogram', name: 'Histogram', Panel: lazy(() => import('./histogram/HistogramPanel')), queries: true, fieldDefaults: bySeries },
  { type: 'piechart', name: 'Pie chart', Panel: lazy(() => import('./piechart/PieChartPanel')), queries: true, fieldDefaults: bySeries },
  {
    type: 'state-timeline',
    name: 'State timeline',
    Panel: lazy(() => import('./timeline/TimelinePanel')),
    queries: true,
    fieldDefaults: byThreshold,
  },
  {
    type: 'status-history',
    name: 'Status history',
    Panel: lazy(() => import('./timeline/TimelinePanel')),
    queries: true,
    fieldDefaults: byThreshold,
  },
  { type: 'logs', name: 'Logs', Panel: lazy(() => import('./lists/LogsPanel')), queries: false },
  { type: 'alertlist', name: 'Alert list', Panel: lazy(() => import('./lists/AlertListPanel')), queries: false },
  { type: 'dashlist', name: 'Dashboard list', Panel: lazy(() => import('./lists/DashListPanel')), queries: false },
  { type: 'text', name: 'Text', Panel: lazy(() => import('./text/TextPanel')), queries: false },
];

const byType = new Map(kinds.map((kind) => [kind.type, kind]));

/** A type that nobody here knows is shown as what it is, with its data. */
export function kindOf(type: string): PanelKind {
  return byType.get(type) ?? unknown;
}

const unknown: PanelKind = {
  type: '',
  name: 'Unknown',
  Panel: lazy(() => import('./unknown/UnknownPanel')),
  queries: true,
  fieldDefaults: byThreshold,
};
