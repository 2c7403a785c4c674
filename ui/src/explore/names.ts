import type { Labels } from '../api/prometheus';

/** A series as PromQL would select it. */
export function fullName(labels: Labels): string {
  const { __name__: name = '', ...rest } = labels;
  const pairs = Object.keys(rest)
    .sort()
    .map((label) => `${label}=${JSON.stringify(rest[label])}`);
  return pairs.length === 0 && name !== '' ? name : `${name}{${pairs.join(', ')}}`;
}

/**
 * Names that tell the series of one result apart and say nothing twice: labels that all share are
 * left out, and where one label is left its value is enough.
 */
export function shortNames(series: readonly Labels[], expr: string): string[] {
  const telling = differingLabels(series);
  return series.map((labels) => {
    const name = telling.includes('__name__') || telling.length === 0 ? (labels.__name__ ?? '') : '';
    const pairs = telling.filter((label) => label !== '__name__' && labels[label] !== undefined);
    if (pairs.length === 0) return name || expr;
    if (pairs.length === 1 && telling.length === 1) return labels[pairs[0]!]!;
    const text = pairs.map((label) => `${label}=${labels[label]}`).join(' ');
    return name ? `${name} ${text}` : text;
  });
}

/** The labels whose value is not the same in every series, sorted by name. */
function differingLabels(series: readonly Labels[]): string[] {
  const first = series[0] ?? {};
  const names = new Set(series.flatMap((labels) => Object.keys(labels)));
  return [...names].sort().filter((name) => series.some((labels) => labels[name] !== first[name]));
}
