import { FieldType, formattedValueToString, getFieldDisplayName, type DataFrame, type Field } from '../../grafana';
import { widthPerPixel } from '../value/fit';

export interface CellOptions {
  type: string;
  mode?: string;
  applyToRow?: boolean;
  valueDisplayMode?: string;
}

export interface Column {
  key: string;
  name: string;
  field: Field;
  align: 'left' | 'right' | 'center';
  cell: CellOptions;
  /** CSS pixels, as the dashboard's author set it. */
  width?: number;
  minWidth: number;
}

export interface Sort {
  by: string;
  down: boolean;
}

interface TableConfig {
  align?: string;
  width?: number;
  minWidth?: number;
  hidden?: boolean;
  hideFrom?: { viz?: boolean };
  displayMode?: string;
  cellOptions?: CellOptions;
}

export function columnsOf(frame: DataFrame): Column[] {
  return frame.fields.flatMap((field, i): Column[] => {
    const config = (field.config.custom ?? {}) as TableConfig;
    if (config.hidden || config.hideFrom?.viz) return [];
    const name = getFieldDisplayName(field, frame);
    const { width, minWidth = 60 } = config;
    return [{ key: `${i} ${name}`, name, field, align: alignOf(field, config.align), cell: cellOf(config), width: width || undefined, minWidth }];
  });
}

function alignOf({ type }: Field, align: string | undefined): Column['align'] {
  if (align === 'left' || align === 'right' || align === 'center') return align;
  return type === FieldType.number ? 'right' : 'left';
}

/** Older dashboards say in one word how a cell looks. */
function cellOf({ cellOptions, displayMode }: TableConfig): CellOptions {
  if (cellOptions?.type) return cellOptions;
  switch (displayMode) {
    case 'color-background':
    case 'color-background-solid':
      return { type: 'color-background', mode: displayMode.endsWith('solid') ? 'basic' : 'gradient' };
    case 'basic':
    case 'lcd-gauge':
    case 'gradient-gauge':
      return { type: 'gauge', mode: displayMode === 'basic' ? 'basic' : displayMode.replace('-gauge', '') };
    default:
      return { type: displayMode ?? 'auto' };
  }
}

/** The order in which rows stand: their indices in the frame. */
export function sortedRows(columns: Column[], length: number, sort: Sort | null): number[] {
  const rows = Array.from({ length }, (_, row) => row);
  const column = sort && columns.find(({ name }) => name === sort.by);
  if (!column) return rows;
  const sign = sort.down ? -1 : 1;
  const values = column.field.values;
  return rows.sort((a, b) => sign * compare(values[a], values[b]) || a - b);
}

/** Numbers by size, all else as text; what is missing comes last going up. */
function compare(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), 'en', { numeric: true });
}

const rowsMeasured = 50;

/** Columns without a width of their own share what is left, by what they hold. */
export function widthsOf(columns: Column[], width: number): number[] {
  const wanted = columns.map((column) => column.width ?? contentWidth(column));
  const rest = width - 12 - wanted.reduce((a, b) => a + b, 0);
  const free = columns.filter((column) => column.width === undefined).length;
  if (free === 0 || rest === 0) return wanted;
  const flexible = columns.reduce((sum, column, i) => sum + (column.width === undefined ? wanted[i]! : 0), 0);
  return columns.map((column, i) => {
    if (column.width !== undefined) return wanted[i]!;
    const share = wanted[i]! + (rest * wanted[i]!) / flexible;
    // Too many columns scroll; they are not squeezed until nobody can read them.
    return Math.max(Math.floor(share), rest > 0 ? wanted[i]! : Math.max(column.minWidth, Math.min(wanted[i]!, 170)));
  });
}

function contentWidth({ name, field, minWidth }: Column): number {
  const texts = [name, ...field.values.slice(0, rowsMeasured).map((value) => textOf(field, value))];
  const longest = texts.reduce((a, b) => (b.length > a.length ? b : a), '');
  return Math.ceil(Math.max(minWidth, Math.min(420, widthPerPixel(longest) * 13 + 26)));
}

export function textOf(field: Field, value: unknown): string {
  return field.display ? formattedValueToString(field.display(value)) : String(value ?? '');
}
