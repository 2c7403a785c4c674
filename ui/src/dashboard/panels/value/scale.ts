import { themes, type FieldDisplay } from '../../grafana';

export interface Zone {
  /** Shares of the scale, from 0 to 1. */
  from: number;
  to: number;
  color: string;
}

/** A field's least and greatest value; without configuration, those of the data, and else 0 to 100. */
export function limitsOf({ min, max }: FieldDisplay['field']): { min: number; max: number } {
  const low = min ?? 0;
  const high = max ?? 100;
  return { min: low, max: high > low ? high : low + 1 };
}

/** Where on its scale a value is, from 0 to 1. */
export function shareOf(value: number, { min, max }: { min: number; max: number }): number {
  return Number.isFinite(value) ? Math.min(1, Math.max(0, (value - min) / (max - min))) : 0;
}

/** The thresholds of a field as coloured parts of its scale. */
export function zonesOf(field: FieldDisplay['field'], scheme: 'light' | 'dark'): Zone[] {
  const limits = limitsOf(field);
  const { steps = [], mode } = field.thresholds ?? {};
  const at = (value: number) => (mode === 'percentage' ? Math.min(1, Math.max(0, value / 100)) : shareOf(value, limits));
  return steps
    .map(({ value, color }, i): Zone => {
      const next = steps[i + 1]?.value;
      return {
        from: value === null || value === -Infinity || value === undefined ? 0 : at(value),
        to: next === undefined || next === null ? 1 : at(next),
        color: themes[scheme].visualization.getColorByName(color),
      };
    })
    .filter(({ from, to }) => to > from);
}
