/** What the last line of a table says: each column summed up over the rows that are shown. */
import { fieldReducers, FieldType, formattedValueToString, reduceField, type Field } from '../../grafana';
import type { Column } from './columns';

/** As dashboards of Grafana 12 and before have it, for the whole table; later ones say it of each column. */
export interface FooterOptions {
  show?: boolean;
  reducer?: string[];
  /** Names of columns; none means all that hold numbers. */
  fields?: string | string[];
  countRows?: boolean;
}

export interface Sum {
  reducer: string;
  name: string;
  text: string;
}

/** For each column its sums; null where the table has no footer. */
export function footerOf(columns: Column[], rows: number[], options: FooterOptions = {}): Sum[][] | null {
  const cells = columns.map((column, i) => {
    if (column.reducers.length > 0) return sumsOf(column, rows, column.reducers);
    if (!options.show) return [];
    if (options.countRows) return i === 0 ? [{ reducer: 'count', name: 'Count', text: String(rows.length) }] : [];
    return isMeant(column, options.fields) ? sumsOf(column, rows, options.reducer ?? []) : [];
  });
  return cells.some((sums) => sums.length > 0) ? cells : null;
}

function isMeant({ name, field }: Column, fields: FooterOptions['fields'] = []): boolean {
  const names = (typeof fields === 'string' ? [fields] : fields).filter((one) => one !== '');
  if (names.length > 0) return names.includes(name) || names.includes(field.name);
  return field.type === FieldType.number;
}

/** Counts are plain numbers; all else has the column's unit. */
const plain: ReadonlySet<string> = new Set(['count', 'countAll', 'distinctCount', 'changeCount']);

function sumsOf({ field }: Column, rows: number[], reducers: string[]): Sum[] {
  const known = reducers.filter((id) => fieldReducers.getIfExists(id));
  const own = { ...field, values: rows.map((row) => field.values[row]), state: undefined } as Field;
  const results = reduceField({ field: own, reducers: known });
  return known.flatMap((id): Sum[] => {
    const value: unknown = results[id];
    if (value === null || value === undefined || (field.type !== FieldType.number && typeof value !== 'number')) return [];
    const text = plain.has(id) || !field.display ? String(value) : formattedValueToString(field.display(value));
    return [{ reducer: id, name: fieldReducers.get(id).name, text }];
  });
}
