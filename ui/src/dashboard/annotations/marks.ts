/** From the answer of an annotation's query to what is drawn: samples that follow each other are one period. */
import type { Labels, SampleSeries } from '../../api/prometheus';
import type { Samples } from '../../api/samples';
import { filledIn } from '../data/legend';
import type { Annotation } from '../model/types';
import type { PanelAnnotation, PanelTime } from '../panels/contract';

const none: Samples = { times: [], values: [] };

/** When was asked. */
export interface Moments {
  /** Seconds between two samples. */
  step: number;
  /** The first and the last moment that was asked for. */
  time: PanelTime;
  /** The end of what is shown: what was so at the last moment is taken to last until here. */
  until: number;
}

export interface MarkSource extends Moments {
  annotation: Annotation;
  /** Fills variables in. */
  interpolate: (text: string) => string;
}

export function marksOf(series: SampleSeries[], source: MarkSource): PanelAnnotation[] {
  return series.flatMap(({ metric, values = none }) => {
    const periods = source.annotation.useValueForTime ? moments(values, source) : periodsOf(values, source);
    const { name, titleFormat, textFormat, tagKeys = '', iconColor = '' } = source.annotation;
    const fill = (format: string) => source.interpolate(filledIn(format, metric));
    const tags = tagKeys.split(',').flatMap((key) => metric[key.trim()] ?? []);
    return periods.map((period) => ({
      ...period,
      title: titleFormat ? fill(titleFormat) : name,
      text: textFormat ? fill(textFormat) : '',
      tags,
      color: iconColor,
    }));
  });
}

type Period = Pick<PanelAnnotation, 'time' | 'timeEnd'>;

/** A sample says that something was so, unless it is zero. A missing one ends the period. */
export function periodsOf({ times, values }: Samples, { step, time: asked, until }: Moments): Period[] {
  const periods: Required<Period>[] = [];
  times.forEach((time, i) => {
    if (!(values[i]! > 0)) return;
    const last = periods.at(-1);
    if (last && time - last.timeEnd <= 1500 * step) last.timeEnd = time;
    else periods.push({ time, timeEnd: time });
  });
  const last = periods.at(-1);
  if (last && last.timeEnd >= asked.to) last.timeEnd = until;
  return periods.map(({ time, timeEnd }) => (timeEnd > time ? { time, timeEnd } : { time }));
}

/** Values that are times themselves, each once. Seconds as Prometheus counts them, or milliseconds as Grafana does. */
function moments({ values }: Samples, { time: { from }, until }: Moments): Period[] {
  const times = values.map((value) => (Math.abs(value) < 1e11 ? value * 1000 : value));
  return [...new Set(times)].filter((time) => time >= from && time <= until).map((time) => ({ time }));
}

/** Periods in which an alert fired, named by it. */
export function alertMarks(series: SampleSeries[], asked: Moments, concerns: (labels: Labels) => boolean): PanelAnnotation[] {
  return series
    .filter(({ metric }) => concerns(metric))
    .flatMap(({ metric, values = none }) => {
      const { __name__: _name, alertname = 'Alert', alertstate: _state, severity = '', ...labels } = metric;
      const tags = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
      const about = { title: alertname, text: severity, tags, color: severityColors[severity] ?? 'red' };
      return periodsOf(values, asked).map((period) => ({ ...period, ...about }));
    });
}

const severityColors: Readonly<Record<string, string>> = { warning: 'orange', info: 'blue', none: 'text' };

/** So many are drawn at most: more would be a wall of colour, and slow. */
export const mostMarks = 1000;

/** The newest ones, in the order of time. */
export function newest(marks: PanelAnnotation[]): PanelAnnotation[] {
  const sorted = marks.toSorted((a, b) => a.time - b.time);
  return sorted.length > mostMarks ? sorted.slice(-mostMarks) : sorted;
}
