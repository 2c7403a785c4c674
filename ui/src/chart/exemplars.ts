import type uPlot from 'uplot';

/** A single measured event beside the series it was counted in, usually with the trace it belongs to. */
export interface Exemplar {
  time: number;
  value: number;
  labels: Record<string, string>;
  seriesLabels: Record<string, string>;
}

const reach = 9;

/** Draws each exemplar as a small diamond on top of the lines. */
export function drawExemplars(u: uPlot, exemplars: readonly Exemplar[], color: string, outline: string): void {
  const { ctx, bbox } = u;
  const size = 4 * devicePixelRatio;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.fillStyle = color;
  ctx.strokeStyle = outline;
  ctx.lineWidth = devicePixelRatio;
  for (const { time, value } of exemplars) {
    const x = u.valToPos(time, 'x', true);
    const y = u.valToPos(value, 'y', true);
    ctx.beginPath();
    ctx.moveTo(x, y - size);
    ctx.lineTo(x + size, y);
    ctx.lineTo(x, y + size);
    ctx.lineTo(x - size, y);
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
}

/** The exemplar under the pointer, given where each stands in CSS pixels. */
export function nearestExemplar(
  exemplars: readonly Exemplar[],
  toPixels: (exemplar: Exemplar) => { x: number; y: number },
  pointer: { x: number; y: number },
): Exemplar | null {
  let best: Exemplar | null = null;
  let bestDistance = reach;
  for (const exemplar of exemplars) {
    const { x, y } = toPixels(exemplar);
    const distance = Math.hypot(x - pointer.x, y - pointer.y);
    if (distance <= bestDistance) [best, bestDistance] = [exemplar, distance];
  }
  return best;
}
