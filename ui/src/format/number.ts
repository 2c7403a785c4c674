const grouped = new Intl.NumberFormat('en-GB');

/** Counts with thin separators: 1 234 567. */
export const formatCount = (count: number) => grouped.format(count).replaceAll(',', '\u2009');

/** `1 target`, `2 targets`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** A sample value in text form, with no more digits than a person can use. */
export function formatSample(text: string): string {
  const value = Number(text);
  if (!Number.isFinite(value)) return text;
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e6) return String(value);
  if (size !== 0 && (size >= 1e9 || size < 1e-3)) return value.toExponential(3);
  return String(Number(value.toPrecision(6)));
}
