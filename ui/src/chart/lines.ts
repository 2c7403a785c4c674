import type { Column } from './align';
import { seriesColors, type Scheme } from './palette';
import type { DrawStyle, PlotSeries } from './plotOptions';
import { stackColumns } from './stack';
import type { Hidden } from './visibility';

export interface ChartSeries {
  /** Says which series this is across refreshes; colours and visibility follow it. */
  key: string;
  name: string;
  /** The name in full, where `name` is shortened. */
  title?: string;
  /** One value per time; null is a gap. */
  values: Column;
  /** Overrides the palette; #rrggbb. */
  color?: string;
}

export interface Layout {
  lines: PlotSeries[];
  /** What is drawn for each line: its values, or where it stands in the pile. */
  columns: Column[];
}

/** Decides each line's colour, visibility and, when stacked, its height. */
export function layOut(series: readonly ChartSeries[], hidden: Hidden, style: DrawStyle, scheme: Scheme): Layout {
  const colors = seriesColors(
    series.map((s) => s.key),
    scheme,
  );
  // The one that was shown alone may be gone after a refresh; an empty chart would puzzle.
  const allHidden = series.every((s) => hidden.has(s.key));
  const lines: PlotSeries[] = series.map((s) => ({
    key: s.key,
    name: s.name,
    color: s.color ?? colors.get(s.key)!,
    visible: allHidden || !hidden.has(s.key),
  }));
  const columns = series.map((s) => s.values);
  return style === 'stacked' ? pileUp(lines, columns) : { lines, columns };
}

/** Only what is visible counts in a pile: hiding a series lowers those above it. */
function pileUp(lines: PlotSeries[], columns: Column[]): Layout {
  const visible = lines.flatMap((line, i) => (line.visible ? [i] : []));
  const stack = stackColumns(visible.map((i) => columns[i]!));
  const piled = [...columns];
  visible.forEach((i, place) => {
    piled[i] = stack.columns[place]!;
    lines[i]!.standsOn = visible[stack.standsOn[place]!] ?? -1;
  });
  return { lines, columns: piled };
}
