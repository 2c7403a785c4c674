import type { Resolution } from './state';

const points: Record<Resolution, number> = { low: 120, medium: 360, high: 1000 };

// Steps that divide the clock evenly, so that samples fall on times people recognise. Hardly anything is
// scraped more often than every five seconds: smaller steps would only draw stairs.
const niceSteps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 604_800];

/** What a range query asks for, in Unix seconds. */
export interface Grid {
  start: number;
  end: number;
  step: number;
}

/** The step that shows a range at about the wanted number of points. */
export function automaticStep(rangeSeconds: number, resolution: Resolution): number {
  const wanted = rangeSeconds / points[resolution];
  return niceSteps.find((step) => step >= wanted) ?? Math.ceil(wanted / 604_800) * 604_800;
}

/**
 * The grid for a range given in Unix milliseconds. Both ends stand on multiples of the step: a
 * refresh then asks for the same moments again and lines do not tremble.
 */
export function gridOf(range: { start: number; end: number }, step: number): Grid {
  const down = (ms: number) => Math.round(Math.floor(ms / 1000 / step) * step * 1000) / 1000;
  const end = down(range.end);
  return { start: Math.min(down(range.start), end), end, step };
}
