/** Round values that cover a range: about as many as wanted, 1, 2 or 5 times a power of ten apart. */
export function niceTicks(low: number, high: number, wanted: number): number[] {
  if (!(high > low)) return [low, low + 1];
  const rough = (high - low) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((size) => size >= rough)!;
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
