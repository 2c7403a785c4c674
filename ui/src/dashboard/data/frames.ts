/** Turns Prometheus' answers into frames, in the three forms that a query may ask for. */
import type { HistogramPoint, Labels, Point, QueryData } from '../../api/prometheus';
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

interface Series {
  metric: Labels;
  values: Point[];
  histograms: HistogramPoint[];
}

export function framesOf(data: QueryData, asked: Asked): DataFrame[] {
  const series = seriesOf(data);
  const { format = 'time_series' } = asked.target;
  if (format === 'heatmap') return heatmapFrames(series, asked);
  if (format === 'table') return series.length === 0 ? [] : [tableFrame(series, asked)];
  return series.map((one) => seriesFrame(one, asked));
}

function seriesOf(data: QueryData): Series[] {
  switch (data.resultType) {
    case 'matrix':
      return data.result.map(({ metric, values = [], histograms = [] }) => ({ metric, values, histograms }));
    case 'vector':
      return data.result.map(({ metric, value, histogram }) => ({
        metric,
        values: value ? [value] : [],
        histograms: histogram ? [histogram] : [],
      }));
    default:
      return [{ metric: {}, values: [data.result], histograms: [] }];
  }
}

function seriesFrame({ metric, values, histograms }: Series, asked: Asked): DataFrame {
  // A native histogram has no single value; where a line is asked for, its count stands in.
  const points: Point[] = values.length > 0 ? values : histograms.map(([time, { count }]) => [time, count]);
  const name = seriesName(metric, asked);
  const interval = asked.step * 1000;
  return createDataFrame({
    refId: asked.target.refId,
    name,
    fields: [
      { name: 'Time', type: FieldType.time, values: points.map(([time]) => time * 1000), config: { interval } },
      {
        name: 'Value',
        type: FieldType.number,
        values: points.map(([, value]) => numberOf(value)),
        labels: metric,
        config: { displayNameFromDS: name },
      },
    ],
    meta: {
      type: asked.step > 0 ? DataFrameType.TimeSeriesMulti : DataFrameType.NumericMulti,
      executedQueryString: asked.expr,
    },
  });
}

/** One row for each sample: time, a column for each label, the value. */
function tableFrame(series: Series[], { target, oneOfMany, expr }: Asked): DataFrame {
  const names = [...new Set(series.flatMap(({ metric }) => Object.keys(metric)))].sort();
  const rows = series.flatMap(({ metric, values }) => values.map(([time, value]) => ({ metric, time, value })));
  const valueName = oneOfMany ? `Value #${target.refId}` : 'Value';
  const column = (name: string, type: FieldType, values: unknown[]): Partial<Field> => ({ name, type, values, config: {} });
  return createDataFrame({
    refId: target.refId,
    fields: [
      column('Time', FieldType.time, rows.map(({ time }) => time * 1000)),
      ...names.map((name) => column(name, FieldType.string, rows.map(({ metric }) => metric[name] ?? ''))),
      column(valueName, FieldType.number, rows.map(({ value }) => numberOf(value))),
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

/** Prometheus writes numbers as text, infinities with a sign and a short name. */
export function numberOf(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}
