/** The geometry of a sparkline, apart from its drawing. */

export interface SparkPaths {
  line: string;
  area: string;
  last: { x: number; y: number; value: number } | null;
  min: number;
  max: number;
}

const inset = 2;

/** Turns points into SVG path data inside a box of the given size; a null or non-finite value breaks the line. */
export function sparkPaths(
  points: ReadonlyArray<readonly [number, number | null]>,
  width: number,
  height: number,
  domain?: readonly [number, number],
): SparkPaths {
  const values = points.flatMap(([, v]) => (isDrawable(v) ? [v] : []));
  if (values.length === 0) return { line: '', area: '', last: null, min: NaN, max: NaN };

  const min = values.reduce((a, b) => Math.min(a, b));
  const max = values.reduce((a, b) => Math.max(a, b));
  const [bottom, top] = domain ?? [Math.min(0, min), Math.max(0, max)];
  const start = points[0]![0];
  const end = points[points.length - 1]![0];
  const x = (t: number) =>
    round(end === start ? width / 2 : inset + ((t - start) / (end - start)) * (width - 2 * inset));
  const y = (v: number) =>
    round(height - inset - (top === bottom ? 0 : clamp((v - bottom) / (top - bottom))) * (height - 2 * inset));

  const runs = splitAtGaps(points).map((run) => run.map(([t, v]) => ({ x: x(t), y: y(v), value: v })));
  const floor = round(height - inset);
  return {
    line: runs.map((run) => `M${run.map((p) => `${p.x},${p.y}`).join('L')}`).join(''),
    area: runs
      .map(
        (run) =>
          `M${run[0]!.x},${floor}L${run.map((p) => `${p.x},${p.y}`).join('L')}L${run[run.length - 1]!.x},${floor}Z`,
      )
      .join(''),
    last: runs[runs.length - 1]!.at(-1)!,
    min,
    max,
  };
}

function splitAtGaps(points: ReadonlyArray<readonly [number, number | null]>): Array<Array<[number, number]>> {
  const runs: Array<Array<[number, number]>> = [[]];
  for (const [t, v] of points) {
    if (isDrawable(v)) runs[runs.length - 1]!.push([t, v]);
    else if (runs[runs.length - 1]!.length > 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

function isDrawable(value: number | null): value is number {
  return value !== null && Number.isFinite(value);
}

function clamp(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function round(n: number): number {
  return Math.round(n * 100) / 100;
}
