/** Frames of heatmaps: classic histograms come as one series for each upper bound, native ones bring their buckets along. */
import type { HistogramPoint, Labels } from '../../api/prometheus';
import { numberOf, type Samples } from '../../api/samples';
import { createDataFrame, DataFrameType, FieldType, type DataFrame } from '../grafana';
import type { Asked } from './frames';
import { seriesName } from './legend';

interface Buckets extends Samples {
  metric: Labels;
}

/**
 * A row for each bucket, from low to high, as counts of that bucket alone: a `le` bucket of a classic histogram counts
 * everything below it as well. Series without `le` are taken as they are.
 */
export function bucketFrame(series: Buckets[], asked: Asked): DataFrame {
  const sorted = summedByBound(series).toSorted((a, b) => boundOf(a) - boundOf(b));
  const times = [...new Set(sorted.flatMap((one) => one.times))].sort((a, b) => a - b);
  const columns = sorted.map((one) => onto(times, one));
  const cumulative = sorted.every(({ metric }) => metric.le !== undefined);
  return createDataFrame({
    refId: asked.target.refId,
    fields: [
      { name: 'Time', type: FieldType.time, values: times, config: { interval: asked.step * 1000 } },
      ...sorted.map(({ metric }, i) => ({
        name: cumulative ? metric.le! : seriesName(metric, asked),
        type: FieldType.number,
        values: cumulative && i > 0 ? columns[i]!.map((v, row) => difference(v, columns[i - 1]![row]!)) : columns[i]!,
        labels: metric,
        config: {},
      })),
    ],
    meta: { type: DataFrameType.HeatmapRows, executedQueryString: asked.expr },
  });
}

/** Several histograms in one picture are one: what their buckets of the same bound hold is added up. */
function summedByBound(series: Buckets[]): Buckets[] {
  if (series.some(({ metric }) => metric.le === undefined)) return series;
  const byBound = new Map<string, Map<number, number>>();
  for (const { metric, times, values } of series) {
    const sums = byBound.get(metric.le!) ?? new Map<number, number>();
    times.forEach((time, i) => sums.set(time, (sums.get(time) ?? 0) + values[i]!));
    byBound.set(metric.le!, sums);
  }
  return [...byBound].map(([le, sums]) => ({ metric: { le }, times: [...sums.keys()], values: [...sums.values()] }));
}

/** A row for each moment and bucket that holds anything, with the bucket's bounds. */
export function nativeHistogramFrame(histograms: HistogramPoint[], asked: Asked): DataFrame {
  const sums = new Map<string, { time: number; low: number; high: number; count: number }>();
  for (const [time, { buckets = [] }] of histograms) {
    for (const [, low, high, count] of buckets) {
      const key = `${time} ${low} ${high}`;
      const cell = sums.get(key) ?? { time: time * 1000, low: numberOf(low), high: numberOf(high), count: 0 };
      cell.count += numberOf(count);
      sums.set(key, cell);
    }
  }
  const cells = [...sums.values()].sort((a, b) => a.time - b.time);
  const field = (name: string, type: FieldType, values: number[]) => ({ name, type, values, config: {} });
  return createDataFrame({
    refId: asked.target.refId,
    fields: [
      { ...field('xMax', FieldType.time, cells.map((c) => c.time)), config: { interval: asked.step * 1000 } },
      field('yMin', FieldType.number, cells.map((c) => c.low)),
      field('yMax', FieldType.number, cells.map((c) => c.high)),
      field('count', FieldType.number, cells.map((c) => c.count)),
    ],
    meta: { type: DataFrameType.HeatmapCells, executedQueryString: asked.expr },
  });
}

const boundOf = ({ metric }: Buckets) => numberOf(metric.le ?? metric.ge ?? '0');

function onto(times: number[], own: Samples): (number | null)[] {
  const at = new Map(own.times.map((time, i) => [time, own.values[i]!]));
  return times.map((time) => at.get(time) ?? null);
}

/** Scrapes of one histogram are not taken in one instant: a bucket may seem to hold less than the one below it. */
function difference(upper: number | null, lower: number | null): number | null {
  return upper === null ? null : Math.max(0, upper - (lower ?? 0));
}
