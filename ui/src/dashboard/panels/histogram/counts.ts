import { FieldType, formattedValueToString, getFieldDisplayName, getFieldSeriesColor, type DataFrame, type Field, type GrafanaTheme2 } from '../../grafana';
import type { Bars } from '../barchart/bars';

export interface HistogramOptions {
  bucketSize?: number;
  bucketOffset?: number;
  bucketCount?: number;
  combine?: boolean;
}

const usualBuckets = 30;
const mostBuckets = 1000;

/** How many values of each field fall into each of equal buckets. */
export function countsOf(frames: DataFrame[], options: HistogramOptions, theme: GrafanaTheme2): Bars | null {
  const fields = frames.flatMap((frame) =>
    frame.fields.filter(({ type }) => type === FieldType.number).map((field) => ({ field, name: getFieldDisplayName(field, frame, frames) })),
  );
  const all = fields.flatMap(({ field }) => numbersOf(field));
  if (all.length === 0) return null;
  const low = all.reduce((a, b) => Math.min(a, b));
  const high = all.reduce((a, b) => Math.max(a, b));
  const size = bucketSize(options, high - low);
  const offset = options.bucketOffset ?? 0;
  const first = Math.floor((low - offset) / size);
  const buckets = Math.min(mostBuckets, Math.floor((high - offset) / size) - first + 1);
  const merged = options.combine && fields.length > 1 ? [{ field: fields[0]!.field, name: 'Count' }] : fields;
  const columns = merged.map(({ field }) => tally(options.combine ? all : numbersOf(field), first, size, offset, buckets));
  const display = fields[0]!.field.display;
  const text = (value: number) => (display ? formattedValueToString(display(value)) : String(value));
  return {
    series: merged.map(({ field, name }, i) => ({ key: `${i} ${name}`, name, color: getFieldSeriesColor(field, theme).color, field: counting(field) })),
    groups: Array.from({ length: buckets }, (_, i) => ({
      label: text((first + i) * size + offset),
      values: columns.map((column) => column[i]!),
    })),
  };
}

/** Counts are plain numbers, whatever the unit of what is counted. */
const counting = (field: Field): Field => ({ ...field, display: (value) => ({ text: String(value), numeric: Number(value), color: undefined }) });

const numbersOf = ({ values }: Field) => values.filter((value): value is number => typeof value === 'number' && Number.isFinite(value));

function bucketSize({ bucketSize: size, bucketCount = usualBuckets }: HistogramOptions, span: number): number {
  if (size && size > 0) return Math.max(size, span / mostBuckets);
  if (span === 0) return 1;
  const rough = span / Math.max(1, bucketCount);
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((digit) => digit * power).find((nice) => nice >= rough * 0.999)!;
}

function tally(values: number[], first: number, size: number, offset: number, buckets: number): number[] {
  const counts = new Array<number>(buckets).fill(0);
  for (const value of values) counts[Math.min(buckets - 1, Math.floor((value - offset) / size) - first)]!++;
  return counts;
}
