import { getFieldDisplayName, formattedValueToString, type DataFrame, type Field, type InterpolateFunction, type ScopedVars } from '../grafana';
import { interpolate } from '../variables/interpolate';
import { within } from '../variables/scope';
import type { Bound, Scope } from '../variables/types';

/** Where in the data a text stands: a name of a field may speak of that field, a link of one value. */
interface DataContext {
  data: DataFrame[];
  frame: DataFrame;
  field: Field;
  rowIndex?: number;
  calculatedValue?: { text: string; numeric: number };
}

/** How @grafana/data asks for variables: in names, links and mappings, which may speak of the field they belong to. */
export function replacerOf(scope: Scope): InterpolateFunction {
  return (text, scopedVars, format) => {
    const context = scopedVars?.__dataContext?.value as DataContext | undefined;
    const inner = within(scope, [...fromScopedVars(scopedVars), ...(context ? fromData(context) : [])]);
    return interpolate(text, inner, typeof format === 'string' && format !== '' ? format : 'text');
  };
}

function fromScopedVars(vars: ScopedVars = {}): [string, Bound][] {
  return Object.entries(vars).flatMap(([name, bound]): [string, Bound][] =>
    name.startsWith('__') || !bound ? [] : [[name, { text: String(bound.text ?? bound.value), value: String(bound.value) }]],
  );
}

function fromData({ data, frame, field, rowIndex, calculatedValue }: DataContext): [string, Bound][] {
  const name = getFieldDisplayName(field, frame, data);
  const labels = Object.entries(field.labels ?? {}).map(([label, value]) => [`labels.${label}`, value] as const);
  const ownFields = { name, displayName: name, ...Object.fromEntries(labels) };
  return [
    ['__field', bound(name, ownFields)],
    ['__series', bound(frame.name ?? name, { name: frame.name ?? name })],
    ['__data', bound('', rowFields(frame, rowIndex))],
    ['__value', bound('', valueFields(field, rowIndex, calculatedValue))],
  ];
}

/** `${__data.fields.pod}`, `${__data.fields["pod"]}` and `${__data.fields[2]}` name a column of the same row. */
function rowFields({ fields }: DataFrame, row: number | undefined): Record<string, string> {
  if (row === undefined) return {};
  const entries = fields.flatMap((field, i) => {
    const text = String(field.values[row] ?? '');
    return [`fields.${field.name}`, `fields["${field.name}"]`, `fields['${field.name}']`, `fields[${i}]`].map((key) => [key, text]);
  });
  return Object.fromEntries(entries) as Record<string, string>;
}

function valueFields(field: Field, row: number | undefined, calculated: DataContext['calculatedValue']): Record<string, string> {
  if (calculated) return { text: calculated.text, numeric: String(calculated.numeric), raw: String(calculated.numeric) };
  if (row === undefined) return {};
  const raw = field.values[row];
  const shown = field.display?.(raw);
  return { raw: String(raw ?? ''), text: shown ? formattedValueToString(shown) : String(raw ?? ''), numeric: String(shown?.numeric ?? '') };
}

const bound = (value: string, fields: Record<string, string>): Bound => ({ text: value, value, fields });
