import { fieldReducers, formattedValueToString, reduceField, type Field } from '../../grafana';

export interface Calc {
  id: string;
  name: string;
  text: string;
  value: number;
}

const shortNames: Record<string, string> = {
  lastNotNull: 'Last *',
  last: 'Last',
  firstNotNull: 'First *',
  first: 'First',
  mean: 'Mean',
  max: 'Max',
  min: 'Min',
  sum: 'Total',
};

/** What a legend tells of a field beside its name, formatted as the field says. */
export function calcsOf(field: Field, ids: string[]): Calc[] {
  const known = ids.filter((id) => fieldReducers.getIfExists(id));
  if (known.length === 0) return [];
  const values = reduceField({ field, reducers: known });
  return known.map((id) => {
    const value = values[id] as number;
    return { id, name: calcName(id), value, text: calcText(field, id, value) };
  });
}

export const calcName = (id: string) => shortNames[id] ?? fieldReducers.getIfExists(id)?.name ?? id;

/** Counts and shares are no values of the field, so that its unit says nothing of them. */
function calcText(field: Field, id: string, value: number): string {
  if (value === null || value === undefined) return '';
  if (['count', 'changeCount', 'distinctCount'].includes(id)) return String(value);
  if (id === 'diffperc') return `${Math.round(value * 1000) / 10}%`;
  return formattedValueToString(field.display!(value));
}
