/** From frames to bars: one group for each row, one bar in it for each number. */
import { FieldType, formattedValueToString, getFieldDisplayName, getFieldSeriesColor, type DataFrame, type Field, type GrafanaTheme2 } from '../../grafana';

export interface BarSeries {
  key: string;
  name: string;
  color: string;
  field: Field;
}

export interface BarGroup {
  label: string;
  values: (number | null)[];
}

export interface Bars {
  series: BarSeries[];
  groups: BarGroup[];
}

const mostGroups = 500;

/** The first text, or else the first time, says what a group is called; `xField` may name another field. */
export function barsOf(frames: DataFrame[], theme: GrafanaTheme2, xField?: string): Bars | null {
  const frame = frames.length > 1 ? besideEachOther(frames) : frames[0];
  if (!frame) return null;
  const named = frame.fields.find((field) => xField && (getFieldDisplayName(field, frame) === xField || field.name === xField));
  const label = named ?? frame.fields.find(({ type }) => type === FieldType.string) ?? frame.fields.find(({ type }) => type === FieldType.time);
  const numbers = frame.fields.filter((field) => field.type === FieldType.number && field !== label && !hidden(field));
  if (numbers.length === 0) return null;
  const series = numbers.map((field, i) => {
    const name = getFieldDisplayName(field, frame, frames);
    return { key: `${i} ${name}`, name, color: getFieldSeriesColor(field, theme).color, field };
  });
  const rows = Math.min(frame.length, mostGroups);
  const groups = Array.from({ length: rows }, (_, row) => ({
    label: label ? textOf(label, row) : String(row + 1),
    values: numbers.map(({ values }) => (Number.isFinite(values[row]) ? (values[row] as number) : null)),
  }));
  return { series, groups };
}

const hidden = ({ config }: Field) => config.custom?.hideFrom?.viz === true;

const textOf = (field: Field, row: number) => (field.display ? formattedValueToString(field.display(field.values[row])) : String(field.values[row]));

/** Several series become one table: their names are the groups and the last value of each is its bar. */
function besideEachOther(frames: DataFrame[]): DataFrame {
  const numbers = frames.flatMap((frame) => frame.fields.filter(({ type }) => type === FieldType.number).map((field) => ({ field, frame })));
  const times = frames[0]!.fields.find(({ type }) => type === FieldType.time);
  const aligned = times && frames.every(({ length }) => length === frames[0]!.length) && frames[0]!.length > 1;
  if (aligned) return { ...frames[0]!, fields: [times, ...numbers.map(({ field }) => field)] };
  const names = numbers.map(({ field, frame }) => getFieldDisplayName(field, frame, frames));
  const values = numbers.map(({ field }) => field.values.findLast((value) => value !== null) as number);
  const first = numbers[0]!.field;
  return {
    length: names.length,
    fields: [
      { name: 'Name', type: FieldType.string, values: names, config: {} },
      { ...first, name: 'Value', labels: undefined, values, state: undefined, config: { ...first.config, displayName: 'Value', displayNameFromDS: undefined } },
    ],
  };
}

export interface Block {
  group: number;
  series: number;
  /** Between these values the bar stands. */
  from: number;
  to: number;
}

/** Bars beside each other start at zero; stacked ones stand on the one before, or share a hundred percent. */
export function blocksOf({ groups }: Bars, stacking: string, visible: (series: number) => boolean): Block[] {
  return groups.flatMap(({ values }, group) => {
    const total = values.reduce<number>((sum, value, i) => sum + (visible(i) ? Math.abs(value ?? 0) : 0), 0);
    let [above, below] = [0, 0];
    return values.flatMap((value, series): Block[] => {
      if (value === null || !visible(series)) return [];
      if (stacking !== 'normal' && stacking !== 'percent') return [{ group, series, from: 0, to: value }];
      const size = stacking === 'percent' ? (total === 0 ? 0 : value / total) : value;
      const from = size >= 0 ? above : below;
      if (size >= 0) above += size;
      else below += size;
      return [{ group, series, from, to: from + size }];
    });
  });
}
