const binary = /^(bytes|bits|kbytes|mbytes|gbytes|tbytes|pbytes|binBps|binbps|KiBs|MiBs|GiBs|Kibits|Mibits|Gibits)$/;

/** Distances between ticks that read well: 1, 2, 5 in decimal units; powers of two in binary ones. */
export function tickIncrements(unit: string | undefined): number[] {
  if (unit && binary.test(unit)) return Array.from({ length: 63 }, (_, power) => 2 ** power);
  const decades = Array.from({ length: 30 }, (_, i) => i - 12);
  return decades.flatMap((power) => [1, 2, 2.5, 5].map((digit) => Number(`${digit}e${power}`)));
}
