export interface Slice {
  key: string;
  name: string;
  value: number;
  color: string;
  text: string;
  /** Of all visible slices, from 0 to 1. */
  share: number;
}

/** The outline of a slice between two shares of the circle; a ring where there is an inner radius. */
export function slicePath(cx: number, cy: number, outer: number, inner: number, from: number, to: number): string {
  // A whole circle has no beginning, so that an arc of it would be none.
  const end = Math.min(to, from + 0.99999);
  const point = (radius: number, share: number) => {
    const angle = share * 2 * Math.PI;
    return `${(cx + radius * Math.sin(angle)).toFixed(2)} ${(cy - radius * Math.cos(angle)).toFixed(2)}`;
  };
  const large = end - from > 0.5 ? 1 : 0;
  const arc = `M${point(outer, from)}A${outer} ${outer} 0 ${large} 1 ${point(outer, end)}`;
  if (inner <= 0) return `${arc}L${cx} ${cy}Z`;
  return `${arc}L${point(inner, end)}A${inner} ${inner} 0 ${large} 0 ${point(inner, from)}Z`;
}

/** What cannot be a part of a whole is left out: nothing, less than nothing, no number. */
export function slicesOf(values: Omit<Slice, 'share'>[]): Slice[] {
  const parts = values.filter(({ value }) => Number.isFinite(value) && value > 0);
  const total = parts.reduce((sum, { value }) => sum + value, 0);
  return parts.map((part) => ({ ...part, share: part.value / total }));
}
