import type { Field } from '../../grafana';

/** What `fieldConfig.defaults.custom` says of a line, with what Grafana assumes where it says nothing. */
export interface LineConfig {
  drawStyle: 'line' | 'bars' | 'points';
  lineInterpolation: 'linear' | 'smooth' | 'stepBefore' | 'stepAfter';
  lineWidth: number;
  lineStyle?: { fill?: 'solid' | 'dash' | 'dot' | 'square'; dash?: number[] };
  fillOpacity: number;
  gradientMode: 'none' | 'opacity' | 'hue' | 'scheme';
  fillBelowTo?: string;
  showPoints: 'auto' | 'always' | 'never';
  pointSize: number;
  /** True joins across every gap, a number across gaps of up to so many milliseconds. */
  spanNulls: boolean | number;
  /** Samples further apart than so many milliseconds are not joined. */
  insertNulls?: boolean | number;
  stacking: { mode: 'none' | 'normal' | 'percent'; group: string };
  transform?: 'negative-Y' | 'constant';
  barAlignment: -1 | 0 | 1;
  barWidthFactor: number;
  axisPlacement: 'auto' | 'left' | 'right' | 'hidden';
  axisLabel?: string;
  axisSoftMin?: number;
  axisSoftMax?: number;
  axisCenteredZero?: boolean;
  axisGridShow?: boolean;
  axisWidth?: number;
  scaleDistribution: { type: 'linear' | 'log' | 'symlog'; log?: number; linearThreshold?: number };
  thresholdsStyle: { mode: string };
  hideFrom: { viz?: boolean; legend?: boolean; tooltip?: boolean };
}

const assumed: LineConfig = {
  drawStyle: 'line',
  lineInterpolation: 'linear',
  lineWidth: 1,
  fillOpacity: 0,
  gradientMode: 'none',
  showPoints: 'auto',
  pointSize: 5,
  spanNulls: false,
  stacking: { mode: 'none', group: 'A' },
  barAlignment: 0,
  barWidthFactor: 0.6,
  axisPlacement: 'auto',
  scaleDistribution: { type: 'linear' },
  thresholdsStyle: { mode: 'off' },
  hideFrom: {},
};

export function lineConfig(field: Field): LineConfig {
  const given = Object.entries((field.config.custom ?? {}) as Partial<LineConfig>).filter(([, v]) => v !== undefined && v !== null);
  return { ...assumed, ...(Object.fromEntries(given) as Partial<LineConfig>) };
}
