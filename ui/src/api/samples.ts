/**
 * Reads answers of range queries into columns. A panel of five hundred lines is tens of thousands of samples; decoded the
 * plain way each becomes an array and a string, and collecting them takes longer than drawing the panel.
 */
export interface Samples {
  /** Unix milliseconds, ascending. Series of one answer that have the same moments share the array. */
  times: number[];
  values: number[];
}

const opening = '"values":[[';

/**
 * As JSON.parse, but for each `values` of `[[seconds,"number"],…]` there are Samples. The opening can't stand inside a
 * string: there its quotes would be escaped. Throws where JSON.parse does.
 */
export function decodeSamples(text: string): unknown {
  const columns: Samples[] = [];
  const parts = text.split(opening);
  const rest = parts.slice(1).map((part) => {
    const end = part.indexOf(']]');
    columns.push(columnsOf(part, end, columns.at(-1)?.times));
    return `"values":${columns.length - 1}${part.slice(end + 2)}`;
  });
  const body = JSON.parse([parts[0], ...rest].join('')) as { data?: { result?: { values?: unknown }[] } };
  for (const series of body.data?.result ?? []) {
    if (typeof series.values === 'number') series.values = columns[series.values];
  }
  return body;
}

/** `part` is `seconds,"number"],[seconds,"number"` up to `end`. */
function columnsOf(part: string, end: number, before: number[] = []): Samples {
  const times: number[] = [];
  const values: number[] = [];
  for (let at = 0; at < end; ) {
    const comma = part.indexOf(',', at);
    const quote = part.indexOf('"', comma + 2);
    times.push(Math.round(Number(part.slice(at, comma)) * 1000));
    values.push(numberOf(part.slice(comma + 2, quote)));
    at = quote + 4;
  }
  const same = times.length === before.length && times.every((time, i) => time === before[i]);
  return { times: same ? before : times, values };
}

/** Prometheus writes numbers as text, infinities with a sign and a short name. */
export function numberOf(text: string): number {
  if (text === '+Inf' || text === 'Inf') return Infinity;
  return text === '-Inf' ? -Infinity : Number(text);
}
