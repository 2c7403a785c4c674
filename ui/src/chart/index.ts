export { alignSamples, timeGrid, type Column, type Sample } from './align';
export type { Exemplar } from './exemplars';
export { seriesColors, type Scheme } from './palette';
export type { DrawStyle } from './plotOptions';
export { Sparkline, type SparklineProps } from './Sparkline';
export { columnStats, type Stats } from './stats';
// The chart itself is imported from './TimeSeriesChart': pages that only format a number need no plotting library.
export type { ChartSeries } from './lines';
export type { TimeSeriesChartProps } from './TimeSeriesChart';
export { formatMoment } from './timeTicks';
export { formatValue, unitNames, units, type Unit } from './units';
