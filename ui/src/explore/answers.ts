import type { HistogramValue, Labels, QueryData } from '../api/prometheus';
import { alignSamples, timeGrid, type ChartSeries, type Sample, type Unit } from '../chart';
import { fullName, shortNames } from './names';
import type { Grid } from './step';

/** An answer and what it cost. */
export interface Measured {
  data: QueryData;
  warnings: string[];
  infos: string[];
  millis: number;
  seriesCount: number;
  /** The expression that gave this answer: while a new one loads, the old answer is still shown. */
  expr: string;
}

/** The answer to a range query together with the grid it was asked on. */
export interface MeasuredRange extends Measured {
  grid: Grid;
}

/** One query's answer, ready for a chart. */
export interface Graph {
  letter: string;
  expr: string;
  unit: Unit;
  result: MeasuredRange;
}

/** Charts to draw: queries with the same unit share one, as they share an axis. */
export interface Panel {
  unit: Unit;
  letters: string[];
  times: number[];
  range: [number, number];
  series: ChartSeries[];
}

export function countSeries(data: QueryData): number {
  return data.resultType === 'vector' || data.resultType === 'matrix' ? data.result.length : 1;
}

/** Native histograms have no single value per moment, so a line chart leaves them out. */
export function countHistograms(data: QueryData | undefined): number {
  return data?.resultType === 'matrix' ? data.result.filter((s) => s.histograms !== undefined && !s.values).length : 0;
}

/** Sorts answers into panels by unit, in the order in which units first occur. */
export function panelsOf(graphs: readonly Graph[]): Panel[] {
  const units = [...new Set(graphs.map((graph) => graph.unit))];
  return units.map((unit) =>
    panelOf(
      unit,
      graphs.filter((graph) => graph.unit === unit),
    ),
  );
}

function panelOf(unit: Unit, graphs: readonly Graph[]): Panel {
  // While one of several queries is still on its way, grids differ; the union holds all of them.
  const grids = graphs.map(({ result }) => timeGrid(result.grid.start, result.grid.end, result.grid.step));
  const times = grids.length === 1 ? grids[0]! : [...new Set(grids.flat())].sort((a, b) => a - b);
  return {
    unit,
    letters: graphs.map((graph) => graph.letter),
    times,
    range: [Math.min(...graphs.map((g) => g.result.grid.start)), Math.max(...graphs.map((g) => g.result.grid.end))],
    series: graphs.flatMap((graph) => chartSeries(graph, times, graphs.length > 1)),
  };
}

function chartSeries({ letter, expr, result }: Graph, times: number[], withLetter: boolean): ChartSeries[] {
  if (result.data.resultType !== 'matrix') return [];
  const drawable = result.data.result.filter((series) => series.values !== undefined);
  const names = shortNames(
    drawable.map((s) => s.metric),
    expr,
  );
  const columns = alignSamples(
    times,
    drawable.map((series) => series.values!.map(([t, v]): Sample => [t, Number(v)])),
  );
  return drawable.map(({ metric }, i) => ({
    key: `${letter} ${fullName(metric)}`,
    name: withLetter ? `${letter}  ${names[i]}` : names[i]!,
    title: Object.keys(metric).length > 0 ? fullName(metric) : expr,
    values: columns[i]!,
  }));
}

/** One row of an instant table: a series and its latest value. */
export interface InstantRow {
  labels: Labels;
  time: number;
  /** As the server wrote it. */
  value: string;
  histogram?: HistogramValue;
}

/** Flattens any answer to rows: every sample of a matrix becomes one. */
export function instantRows(data: QueryData): InstantRow[] {
  switch (data.resultType) {
    case 'vector':
      return data.result.map(({ metric, value, histogram }) => sampleRow(metric, value, histogram));
    case 'matrix':
      return data.result.flatMap(({ metric, values = [], histograms = [] }) => [
        ...values.map((value) => sampleRow(metric, value)),
        ...histograms.map((histogram) => sampleRow(metric, undefined, histogram)),
      ]);
    default:
      return [{ labels: {}, time: data.result[0], value: data.result[1] }];
  }
}

function sampleRow(labels: Labels, value?: [number, string], histogram?: [number, HistogramValue]): InstantRow {
  if (histogram) return { labels, time: histogram[0], value: histogram[1].sum, histogram: histogram[1] };
  return { labels, time: value?.[0] ?? 0, value: value?.[1] ?? '' };
}
