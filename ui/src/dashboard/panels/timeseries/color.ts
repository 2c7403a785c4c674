/** A CSS colour with another opacity; works on whatever notation the colour is in. */
export function withOpacity(color: string, opacity: number): string {
  const percent = Math.round(Math.min(1, Math.max(0, opacity)) * 100);
  if (/^#[0-9a-f]{6}$/i.test(color)) return color + Math.round(percent * 2.55).toString(16).padStart(2, '0');
  return `color-mix(in srgb, ${color} ${percent}%, transparent)`;
}
