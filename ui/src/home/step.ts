/** The steps that sparklines take: each divides the next, so that points stay where they are. */
const steps = [15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 43_200, 86_400];

const mostPoints = 120;

/** The smallest step, in seconds, that shows the range in no more points than a sparkline is wide for. */
export function sparkStep({ start, end }: { start: number; end: number }): number {
  const wanted = (end - start) / 1000 / mostPoints;
  return steps.find((step) => step >= wanted) ?? Math.ceil(wanted / 86_400) * 86_400;
}

/** The window for rates: long enough for several scrapes, and for no sample to be left out between two steps. */
export function rateWindow(step: number): string {
  return `${Math.max(120, 2 * step)}s`;
}

/** One point per step of the whole range, null where there is no sample: a short history must not look like a long one. */
export function onGrid(
  values: [time: number, value: string][],
  { start, end }: { start: number; end: number },
  step: number,
): [number, number | null][] {
  const known = new Map(values.map(([time, text]) => [Math.round(time / step), Number(text)]));
  const first = Math.floor(start / 1000 / step);
  const last = Math.floor(end / 1000 / step);
  return Array.from({ length: last - first + 1 }, (_, i) => {
    const value = known.get(first + i);
    return [(first + i) * step, value !== undefined && Number.isFinite(value) ? value : null];
  });
}

/** The points with their last one set to a value, unless that is none. */
export function endingWith(points: [number, number | null][], text: string | undefined): [number, number | null][] {
  const last = points.at(-1);
  const value = Number(text ?? NaN);
  return last && Number.isFinite(value) ? [...points.slice(0, -1), [last[0], value]] : points;
}
