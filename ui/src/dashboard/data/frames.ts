/** Turns Prometheus' answers into frames, in the three forms that a query may ask for. */
import type { HistogramPoint, Labels, Point, QueryData, SampleSeries } from '../../api/prometheus';
import { numberOf, type Samples } from '../../api/samples';
import { createDataFrame, DataFrameType, FieldType, type DataFrame, type Field } from '../grafana';
import type { Target } from '../model/types';
import { bucketFrame, nativeHistogramFrame } from './buckets';
import { seriesName } from './legend';

export interface Asked {
  target: Target;
  /** What was sent. */
  expr: string;
  /** Seconds; 0 for an instant query. */
  step: number;
  interpolate: (text: string) => string;
  /** Whether the panel asks more than one query: tables then say which column is whose. */
  oneOfMany: boolean;
}

/** A series with its samples in columns; times in Unix milliseconds. */
export interface Series extends Samples {
  metric: Labels;
  histograms: HistogramPoint[];
}

export function framesOf(series: Series[], asked: Asked): DataFrame[] {
  const { format = 'time_series' } = asked.target;
  if (format === 'heatmap') return heatmapFrames(series, asked);
  if (format === 'table') return series.length === 0 ? [] : [tableFrame(series, asked)];
  return series.map((one) => seriesFrame(one, asked));
}

export function seriesOfRange(found: SampleSeries[]): Series[] {
  return found.map(({ metric, values = { times: [], values: [] }, histograms = [] }) => ({ metric, ...values, histograms }));
}

export function seriesOfMoment(data: QueryData): Series[] {
  switch (data.resultType) {
    case 'vector':
      return data.result.map(({ metric, value, histogram }) => ({
        metric,
        ...samplesOf(value),
        histograms: histogram ? [histogram] : [],
      }));
    case 'matrix':
      return data.result.map(({ metric, values = [], histograms = [] }) => ({ metric, ...samplesOf(...values), histograms }));
    default:
      return [{ metric: {}, ...samplesOf(data.result), histograms: [] }];
  }
}

function samplesOf(...points: (Point | undefined)[]): Samples {
  const given = points.filter((point) => point !== undefined);
  return { times: given.map(([time]) => time * 1000), values: given.map(([, value]) => numberOf(value)) };
}

function seriesFrame(series: Series, asked: Asked): DataFrame {
  const { metric } = series;
  const { times, values } = series.values.length > 0 ? series : counts(series.histograms);
  const name = seriesName(metric, asked);
  return createDataFrame({
    refId: asked.target.refId,
    name,
    fields: [
      { name: 'Time', type: FieldType.time, values: times, config: { interval: asked.step * 1000 } },
      { name: 'Value', type: FieldType.number, values, labels: metric, config: { displayNameFromDS: name } },
    ],
    meta: {
      type: asked.step > 0 ? DataFrameType.TimeSeriesMulti : DataFrameType.NumericMulti,
      executedQueryString: asked.expr,
    },
  });
}

/** A native histogram has no single value; where a line is asked for, its count stands in. */
function counts(histograms: HistogramPoint[]): Samples {
  return { times: histograms.map(([time]) => time * 1000), values: histograms.map(([, { count }]) => numberOf(count)) };
}

/** One row for each sample: time, a column for each label, the value. */
function tableFrame(series: Series[], { target, oneOfMany, expr }: Asked): DataFrame {
  const names = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const rows = series.flatMap(({ metric, times, values }) => values.map((value, i) => ({ metric, time: times[i]!, value })));
  const valueName = oneOfMany ? `Value #${target.refId}` : 'Value';
  const column = (name: string, type: FieldType, values: unknown[]): Partial<Field> => ({ name, type, values, config: {} });
  return createDataFrame({
    refId: target.refId,
    fields: [
      column('Time', FieldType.time, rows.map(({ time }) => time)),
      ...names.map((name) => column(name, FieldType.string, rows.map(({ metric }) => metric[name] ?? ''))),
      column(valueName, FieldType.number, rows.map(({ value }) => value)),
    ] as Field[],
    meta: { executedQueryString: expr, preferredVisualisationType: 'table' },
  });
}

function heatmapFrames(series: Series[], asked: Asked): DataFrame[] {
  const native = series.filter(({ histograms }) => histograms.length > 0);
  const classic = series.filter(({ values }) => values.length > 0);
  return [
    ...(native.length > 0 ? [nativeHistogramFrame(native.flatMap(({ histograms }) => histograms), asked)] : []),
    ...(classic.length > 0 ? [bucketFrame(classic, asked)] : []),
  ];
}
