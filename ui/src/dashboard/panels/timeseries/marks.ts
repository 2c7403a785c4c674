/** Draws annotations over a plot: a line where one begins, a veil and a bar below where it lasts. */
import type uPlot from 'uplot';
import type { GrafanaTheme2 } from '../../grafana';
import type { PanelAnnotation } from '../contract';
import { withOpacity } from './color';

const barHeight = 4;

export function drawMarks(u: uPlot, marks: readonly PanelAnnotation[], theme: GrafanaTheme2): void {
  if (marks.length === 0) return;
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const [name, own] of byColor(marks)) {
    const color = theme.visualization.getColorByName(name);
    fillPeriods(u, own, color);
    strokeMoments(u, own, color);
  }
  ctx.restore();
}

function byColor(marks: readonly PanelAnnotation[]): Map<string, PanelAnnotation[]> {
  const groups = new Map<string, PanelAnnotation[]>();
  for (const mark of marks) {
    const group = groups.get(mark.color);
    if (group) group.push(mark);
    else groups.set(mark.color, [mark]);
  }
  return groups;
}

/** Periods of a colour that overlap are one area: laid over each other they would hide the lines. */
function fillPeriods(u: uPlot, marks: PanelAnnotation[], color: string): void {
  const { top, height } = u.bbox;
  const bar = barHeight * devicePixelRatio;
  for (const { from, to } of united(marks)) {
    const left = u.valToPos(from, 'x', true);
    const width = Math.max(1, u.valToPos(to, 'x', true) - left);
    u.ctx.fillStyle = withOpacity(color, 0.09);
    u.ctx.fillRect(left, top, width, height);
    u.ctx.fillStyle = withOpacity(color, 0.8);
    u.ctx.fillRect(left, top + height - bar, width, bar);
  }
}

/** What periods cover together, in order. */
export function united(marks: readonly PanelAnnotation[]): { from: number; to: number }[] {
  const periods: { from: number; to: number }[] = [];
  for (const { time, timeEnd } of marks.toSorted((a, b) => a.time - b.time)) {
    if (timeEnd === undefined) continue;
    const last = periods.at(-1);
    if (last && time <= last.to) last.to = Math.max(last.to, timeEnd);
    else periods.push({ from: time, to: timeEnd });
  }
  return periods;
}

function strokeMoments(u: uPlot, marks: PanelAnnotation[], color: string): void {
  const { top, height } = u.bbox;
  const bottom = top + height;
  const { ctx } = u;
  ctx.strokeStyle = ctx.fillStyle = color;
  ctx.lineWidth = devicePixelRatio;
  ctx.setLineDash([4 * devicePixelRatio, 3 * devicePixelRatio]);
  const at = (time: number) => Math.round(u.valToPos(time, 'x', true));
  const begins = new Set(marks.filter((mark) => !isCut(mark, mark.time, u)).map(({ time }) => at(time)));
  const ends = marks.flatMap((mark) => (mark.timeEnd === undefined || isCut(mark, mark.timeEnd, u) ? [] : [at(mark.timeEnd)]));
  ctx.beginPath();
  for (const x of new Set([...begins, ...ends])) {
    ctx.moveTo(x, top);
    ctx.lineTo(x, bottom);
  }
  ctx.stroke();
  const size = 5 * devicePixelRatio;
  ctx.beginPath();
  for (const x of begins) {
    ctx.moveTo(x - size, bottom);
    ctx.lineTo(x + size, bottom);
    ctx.lineTo(x, bottom - 1.4 * size);
  }
  ctx.fill();
}

/** A period that reaches an end of what is shown neither began nor ended there. */
function isCut({ timeEnd }: PanelAnnotation, time: number, u: uPlot): boolean {
  const { min = 0, max = 0 } = u.scales.x!;
  const edge = (max! - min!) / 100;
  return timeEnd !== undefined && (time < min! + edge || time > max! - edge);
}

/** The marks at a moment: periods that contain it, and moments within `reach` of it. Both in milliseconds. */
export function marksAt(marks: readonly PanelAnnotation[], time: number, reach: number): PanelAnnotation[] {
  return marks.filter((mark) => mark.time - reach <= time && time <= (mark.timeEnd ?? mark.time) + reach);
}
