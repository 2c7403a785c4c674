/** Transformers that dashboards use and @grafana/data does not bring along. Each is a pure function of frames. */
import {
  createDataFrame,
  fieldReducers,
  FieldType,
  outerJoinDataFrames,
  reduceField,
  type DataFrame,
  type DataTransformerInfo,
  type Field,
} from '@grafana/data';
import { map } from 'rxjs';

type Options = Record<string, unknown>;
type Change = (frames: DataFrame[], options: Options) => DataFrame[];

const timeOf = ({ fields }: DataFrame) => fields.find(({ type }) => type === FieldType.time);
const numbersOf = ({ fields }: DataFrame) => fields.filter(({ type }) => type === FieldType.number);

/** `multi`: a frame for each number; `wide`: one frame with all of them; `long`: a row for each sample. */
export const prepareTimeSeries: Change = (frames, { format = 'multi' }) => {
  const timed = frames.filter((frame) => timeOf(frame) && numbersOf(frame).length > 0);
  if (format === 'wide') {
    const joined = outerJoinDataFrames({ frames: timed });
    return joined ? [joined] : [];
  }
  if (format === 'long') return timed.length === 0 ? [] : [longFrame(timed)];
  return timed.flatMap((frame) =>
    numbersOf(frame).map((field) => ({ ...frame, name: frame.name ?? field.name, fields: [timeOf(frame)!, field] })),
  );
};

function longFrame(frames: DataFrame[]): DataFrame {
  const columns = frames.flatMap((frame) => numbersOf(frame).map((field) => ({ time: timeOf(frame)!, field })));
  const labels = [...new Set(columns.flatMap(({ field }) => Object.keys(field.labels ?? {})))];
  const rows = columns
    .flatMap(({ time, field }) => field.values.map((value, i) => ({ at: time.values[i] as number, value, field })))
    .sort((a, b) => a.at - b.at);
  return createDataFrame({
    fields: [
      { name: 'Time', type: FieldType.time, values: rows.map(({ at }) => at) },
      ...labels.map((name) => ({ name, type: FieldType.string, values: rows.map(({ field }) => field.labels?.[name] ?? '') })),
      { name: 'Value', type: FieldType.number, values: rows.map(({ value }) => value) },
    ],
  });
}

/** A row for each set of the labels joined by, a column for each value of the label named `value`. */
export const joinByLabels: Change = (frames, options) => {
  const columnLabel = String(options.value ?? '');
  const fields = frames.flatMap(numbersOf);
  const named = (options.join as string[] | undefined)?.length ? (options.join as string[]) : undefined;
  const join = named ?? [...new Set(fields.flatMap(({ labels }) => Object.keys(labels ?? {})))].filter((name) => name !== columnLabel).sort();
  const columns = [...new Set(fields.map(({ labels }) => labels?.[columnLabel] ?? ''))];
  const rows = new Map<string, { labels: string[]; values: Map<string, unknown[]> }>();
  for (const { labels = {}, values } of fields) {
    const keys = join.map((name) => labels[name] ?? '');
    const row = rows.get(keys.join('\0')) ?? { labels: keys, values: new Map() };
    row.values.set(labels[columnLabel] ?? '', values);
    rows.set(keys.join('\0'), row);
  }
  // Each set of labels may have several samples: they become as many rows.
  const all = [...rows.values()].flatMap(({ labels, values }) => {
    const length = Math.max(0, ...[...values.values()].map((samples) => samples.length));
    return Array.from({ length }, (_, i) => ({ labels, value: (column: string) => values.get(column)?.[i] ?? null }));
  });
  return [
    createDataFrame({
      fields: [
        ...join.map((name, i) => ({ name, type: FieldType.string, values: all.map(({ labels }) => labels[i]!) })),
        ...columns.map((name) => ({ name, type: FieldType.number, values: all.map(({ value }) => value(name)) })),
      ],
    }),
  ];
};

/** A row for each series: its labels, and the series itself with the one number that sums it up. */
export const timeSeriesTable: Change = (frames, options) => {
  const series = frames.flatMap((frame) => numbersOf(frame).map((field) => ({ field, frame, refId: frame.refId ?? 'A' })));
  const queries = [...new Set(series.map(({ refId }) => refId))];
  return queries.map((refId) => {
    const { stat = 'lastNotNull' } = (options[refId] ?? {}) as { stat?: string };
    const reducer = fieldReducers.getIfExists(stat) ? stat : 'lastNotNull';
    const own = series.filter((one) => one.refId === refId);
    const labels = [...new Set(own.flatMap(({ field }) => Object.keys(field.labels ?? {})))].filter((name) => name !== '__name__');
    const config = own[0]?.field.config ?? {};
    return createDataFrame({
      refId,
      fields: [
        ...labels.map((name) => ({ name, type: FieldType.string, values: own.map(({ field }) => field.labels?.[name] ?? '') })),
        {
          name: `Trend #${refId}`,
          type: FieldType.frame,
          values: own.map(({ field, frame }) => ({
            ...frame,
            fields: [...frame.fields.filter(({ type }) => type === FieldType.time), field],
            value: reduceField({ field: { ...field } as Field, reducers: [reducer] })[reducer] as number,
          })),
          config: { ...config, displayNameFromDS: undefined },
        },
      ],
    });
  });
};

/** Takes the parts of a text or object out into fields of their own: JSON, or pairs such as `a=1 b=2`. */
export const extractFields: Change = (frames, { source, format = 'auto', replace = false, keepTime = false }) =>
  frames.map((frame) => {
    const from = frame.fields.find(({ name }) => name === source) ?? frame.fields.find(({ type }) => type === FieldType.other || type === FieldType.string);
    if (!from) return frame;
    const rows = from.values.map((value) => partsOf(value, String(format)));
    const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
    const extracted = names.map((name): Field => {
      const values = rows.map((row) => row[name] ?? null);
      const numeric = values.every((value) => value === null || typeof value === 'number');
      return { name, type: numeric ? FieldType.number : FieldType.string, values, config: {} };
    });
    const kept = replace ? frame.fields.filter(({ type }) => keepTime && type === FieldType.time) : frame.fields;
    return { ...frame, fields: [...kept, ...extracted] };
  });

function partsOf(value: unknown, format: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  if (typeof value !== 'string') return {};
  if (format === 'json' || (format === 'auto' && value.trimStart().startsWith('{'))) {
    try {
      const parsed: unknown = JSON.parse(value);
      return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
    } catch {
      return {};
    }
  }
  const pairs = [...value.matchAll(/([\w.-]+)\s*[=:]\s*(?:"([^"]*)"|([^\s,;]+))/g)];
  return Object.fromEntries(pairs.map(([, name, quoted, bare]) => [name!, quoted ?? bare ?? '']));
}

const ours: Record<string, Change> = { prepareTimeSeries, joinByLabels, timeSeriesTable, extractFields };

/** In the form in which @grafana/data registers its own. */
export const ownTransformers: DataTransformerInfo[] = Object.entries(ours).map(([id, change]) => ({
  id,
  name: id,
  defaultOptions: {},
  operator: (options: Options) => (source) => source.pipe(map((frames) => change(frames, options))),
}));
