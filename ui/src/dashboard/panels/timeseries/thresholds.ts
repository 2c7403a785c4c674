import type uPlot from 'uplot';
import type { GrafanaTheme2 } from '../../grafana';
import type { Line } from './series';
import { withOpacity } from './color';

/** Draws the thresholds of each scale behind the lines: as dashed or whole lines, as areas, or both. */
export function drawThresholds(u: uPlot, lines: Line[], theme: GrafanaTheme2): void {
  const done = new Set<string>();
  for (const line of lines) {
    const mode = line.config.thresholdsStyle.mode;
    if (mode === 'off' || done.has(line.scale)) continue;
    done.add(line.scale);
    drawOfScale(u, line, mode, theme);
  }
}

interface Step {
  value: number;
  color: string;
}

function drawOfScale(u: uPlot, line: Line, mode: string, theme: GrafanaTheme2): void {
  const steps = stepsOf(line, u, theme);
  if (mode.includes('area')) steps.forEach((step, i) => fillArea(u, line.scale, step, steps[i + 1]));
  if (mode.includes('line') || mode.startsWith('dashed')) {
    for (const step of steps) if (Number.isFinite(step.value)) strokeLine(u, line.scale, step, mode.includes('dashed'));
  }
}

/** Percentages are of the scale from its least to its greatest value. */
function stepsOf({ field, scale }: Line, u: uPlot, theme: GrafanaTheme2): Step[] {
  const { thresholds } = field.config;
  const { min = 0, max = 100 } = u.scales[scale]!;
  const [low, high] = [field.config.min ?? min ?? 0, field.config.max ?? max ?? 100];
  return (thresholds?.steps ?? []).map(({ value, color }) => ({
    value: thresholds?.mode === 'percentage' && Number.isFinite(value) ? low + ((high - low) * value!) / 100 : (value ?? -Infinity),
    color: theme.visualization.getColorByName(color),
  }));
}

function fillArea(u: uPlot, scale: string, { value, color }: Step, next?: Step): void {
  const { left, top, width, height } = u.bbox;
  const clamp = (y: number) => Math.min(top + height, Math.max(top, y));
  const low = Number.isFinite(value) ? clamp(u.valToPos(value, scale, true)) : top + height;
  const high = next ? clamp(u.valToPos(next.value, scale, true)) : top;
  u.ctx.fillStyle = withOpacity(color, 0.15);
  u.ctx.fillRect(left, high, width, low - high);
}

function strokeLine(u: uPlot, scale: string, { value, color }: Step, dashed: boolean): void {
  const { left, top, width, height } = u.bbox;
  const y = Math.round(u.valToPos(value, scale, true));
  if (y < top || y > top + height) return;
  u.ctx.save();
  u.ctx.strokeStyle = color;
  u.ctx.lineWidth = 2 * devicePixelRatio;
  if (dashed) u.ctx.setLineDash([10 * devicePixelRatio, 10 * devicePixelRatio]);
  u.ctx.beginPath();
  u.ctx.moveTo(left, y);
  u.ctx.lineTo(left + width, y);
  u.ctx.stroke();
  u.ctx.restore();
}
