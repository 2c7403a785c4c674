/** Single values of a panel: each field reduced to one number, or every row of it, as the options say. */
import {
  getFieldDisplayValues,
  themes,
  type DisplayValue,
  type FieldConfigSource,
  type FieldDisplay,
  type LinkModel,
  type ReduceDataOptions,
} from '../../grafana';
import type { PanelProps } from '../contract';

export interface Shown {
  key: string;
  name: string;
  value: DisplayValue;
  /** The values that were reduced, for a line behind the number. */
  spark?: (number | null)[];
  field: FieldDisplay['field'];
  links: () => LinkModel[];
}

const assumed: ReduceDataOptions = { calcs: ['lastNotNull'], values: false, fields: '' };

export function valuesOf({ panel, data, interpolate, timeZone }: PanelProps, scheme: 'light' | 'dark', spark = false): Shown[] {
  const displays = getFieldDisplayValues({
    data: data.frames,
    fieldConfig: panel.fieldConfig as FieldConfigSource,
    reduceOptions: { ...assumed, ...(panel.options.reduceOptions as ReduceDataOptions | undefined) },
    replaceVariables: (text) => interpolate(text),
    sparkline: spark,
    theme: themes[scheme],
    timeZone,
  });
  return displays.map((display, i) => ({
    key: `${i} ${display.display.title ?? ''}`,
    name: display.display.title ?? display.name ?? '',
    value: display.display,
    field: display.field,
    links: () => display.getLinks?.() ?? [],
    ...(display.sparkline && { spark: display.sparkline.y.values as (number | null)[] }),
  }));
}
