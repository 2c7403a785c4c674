import { FieldType, formattedValueToString, getDisplayProcessor, getFieldDisplayName, type DataFrame, type Field, type GrafanaTheme2 } from '../../grafana';
import { widthPerPixel } from '../value/fit';

export interface CellOptions {
  type: string;
  mode?: string;
  applyToRow?: boolean;
  valueDisplayMode?: string;
  hideValue?: boolean;
  alt?: string;
  title?: string;
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
  /** Whether rows can be chosen by what is in this column. */
  filterable: boolean;
  hideHeader: boolean;
  /** What the footer says of it. */
  reducers: string[];
  /** The series behind each number, in columns of those. */
  trends?: DataFrame[];
}

interface TableConfig {
  align?: string;
  width?: number;
  minWidth?: number;
  hidden?: boolean;
  hideFrom?: { viz?: boolean };
  displayMode?: string;
  cellOptions?: CellOptions;
  filterable?: boolean;
  hideHeader?: boolean;
  footer?: { reducers?: string[] };
}

export function columnsOf(frame: DataFrame, theme: GrafanaTheme2): Column[] {
  return frame.fields.flatMap((given, i): Column[] => {
    const config = (given.config.custom ?? {}) as TableConfig;
    if (config.hidden || config.hideFrom?.viz) return [];
    const name = getFieldDisplayName(given, frame);
    const { width, minWidth = 60, filterable = false, hideHeader = false, footer } = config;
    const trends = given.type === FieldType.frame ? (given.values as DataFrame[]) : undefined;
    const field = trends ? numbersBehind(given, theme) : given;
    const cell = cellOf(config);
    return [
      {
        key: `${i} ${name}`,
        name,
        field,
        align: alignOf(field, config.align),
        cell: trends && cell.type === 'auto' ? { ...cell, type: 'sparkline' } : cell,
        width: width || undefined,
        minWidth,
        filterable: filterable || given.config.filterable === true,
        hideHeader,
        reducers: footer?.reducers ?? [],
        trends,
      },
    ];
  });
}

/** A column of series is sorted, coloured and summed up by the number that stands for each. */
function numbersBehind(field: Field, theme: GrafanaTheme2): Field {
  const values = field.values.map((value: { value?: number } | null) => value?.value ?? null);
  const numbers = { ...field, type: FieldType.number, values };
  return { ...numbers, display: getDisplayProcessor({ field: numbers, theme }) };
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
