export { Sparkline, type SparklineProps } from './Sparkline';
export { formatValue, unitNames, units, type Unit } from './units';
