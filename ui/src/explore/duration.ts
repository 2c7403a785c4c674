/** Durations as PromQL writes them: `90s`, `1h30m`, or a bare number of seconds. */

const inSeconds: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };
const unitsInOrder = ['y', 'w', 'd', 'h', 'm', 's', 'ms'];

/** Seconds, or null for what is not a positive duration. */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return positive(Number(trimmed));
  if (!/^(\d+(ms|[smhdwy]))+$/.test(trimmed)) return null;
  const parts = [...trimmed.matchAll(/(\d+)(ms|[smhdwy])/g)];
  return positive(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * inSeconds[unit!]!, 0));
}

/** The shortest way to write a number of seconds: 5400 is `1h30m`. */
export function formatDuration(seconds: number): string {
  let rest = Math.round(seconds * 1000);
  let text = '';
  for (const unit of unitsInOrder) {
    const size = inSeconds[unit]! * 1000;
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) text += `${amount}${unit}`;
  }
  return text || '0s';
}

function positive(seconds: number): number | null {
  return seconds > 0 ? seconds : null;
}
