import { describe, expect, it } from 'vitest';
import { applyFieldOverrides, createDataFrame, fieldConfigRegistry, FieldType, themes, type DataFrame } from '../../grafana';
import { columnsOf } from './columns';
import { footerOf } from './footer';
import { pillsOf } from './looks';
import { choicesOf, nextSort, pageOf, rowsOf, type Filters } from './rows';

const table = (custom: object = {}) => {
  const frame = createDataFrame({
    fields: [
      { name: 'pod', type: FieldType.string, values: ['a10', 'a9', 'b', 'a9'] },
      { name: 'used', type: FieldType.number, values: [3, 1, null, 2], config: { unit: 'short', custom } },
    ],
  });
  const data = applyFieldOverrides({ data: [frame], fieldConfig: { defaults: {}, overrides: [] }, fieldConfigRegistry: fieldConfigRegistry(), replaceVariables: (text) => text, theme: themes.dark });
  return columnsOf(data[0]!, themes.dark);
};
const none: Filters = new Map();

describe('the rows of a table', () => {
  const rows = (by: string, down: boolean, filters = none) => rowsOf(table(), 4, { sort: { by, down }, filters });
  it('are sorted by number, and texts by the numbers in them; what is missing comes last', () => {
    expect(rows('used', false)).toEqual([1, 3, 0, 2]);
    expect(rows('pod', false)).toEqual([1, 3, 0, 2]);
    expect(rows('pod', true)).toEqual([2, 0, 1, 3]);
  });
  it('are in order though some of their numbers are none', () => {
    const frame = createDataFrame({ fields: [{ name: 'used', type: FieldType.number, values: [3, NaN, 1, NaN, 2], config: {} }] });
    expect(rowsOf(columnsOf(frame, themes.dark), 5, { sort: { by: 'used', down: false }, filters: none })).toEqual([2, 4, 0, 1, 3]);
  });
  it('are those that a column is filtered to', () => {
    expect(choicesOf(table()[0]!)).toEqual(['a9', 'a10', 'b']);
    expect(rows('used', true, new Map([['pod', new Set(['a9', 'b'])]]))).toEqual([2, 3, 1]);
  });
  it('are turned up, down, and back to how they came', () => {
    expect(nextSort(nextSort(nextSort(null, 'pod'), 'pod'), 'pod')).toBeNull();
  });
  it('come in pages, of which there is always one', () => {
    expect(pageOf([1, 2, 3, 4, 5], 1, 2)).toEqual({ rows: [3, 4], page: 1, pages: 3 });
    expect(pageOf([1], 7, 2)).toEqual({ rows: [1], page: 0, pages: 1 });
    expect(pageOf([], 0, 2)).toEqual({ rows: [], page: 0, pages: 1 });
  });
});

describe('the footer of a table', () => {
  const texts = (options?: object, custom?: object, rows = [0, 1, 2, 3]) => footerOf(table(custom), rows, options)?.map((sums) => sums.map(({ name, text }) => `${name} ${text}`));
  it('is there when the table or a column asks for one', () => {
    expect(texts()).toBeUndefined();
    expect(texts({ show: false, reducer: ['sum'] })).toBeUndefined();
  });
  it('sums up columns of numbers over the rows that are shown', () => {
    expect(texts({ show: true, reducer: ['sum', 'max'], fields: '' })).toEqual([[], ['Total 6', 'Max 3']]);
    expect(texts({ show: true, reducer: ['sum'], fields: [''] }, {}, [1, 3])).toEqual([[], ['Total 3']]);
    expect(texts({ show: true, reducer: ['sum'], fields: ['other'] })).toBeUndefined();
  });
  it('counts rows, and follows what a column says of itself', () => {
    expect(texts({ show: true, countRows: true, reducer: ['sum'] })).toEqual([['Count 4'], []]);
    expect(texts(undefined, { footer: { reducers: ['mean', 'unheard-of'] } })).toEqual([[], ['Mean 2']]);
  });
});

describe('columns of series', () => {
  it('are sorted and shown by the number that stands for each', () => {
    const trend = (value: number) => ({ ...createDataFrame({ fields: [{ name: 'v', type: FieldType.number, values: [1, value] }] }), value });
    const frame = createDataFrame({ fields: [{ name: 'Trend', type: FieldType.frame, values: [trend(7), trend(2)] }] }) as DataFrame;
    const [column] = columnsOf(frame, themes.dark);
    expect(column).toMatchObject({ cell: { type: 'sparkline' }, align: 'right' });
    expect(column!.trends).toHaveLength(2);
    expect(rowsOf([column!], 2, { sort: { by: 'Trend', down: false }, filters: none })).toEqual([1, 0]);
  });
});

it('takes pills from commas and from JSON', () => {
  expect(pillsOf('a, b,,c')).toEqual(['a', 'b', 'c']);
  expect(pillsOf('["a,b", 2]')).toEqual(['a,b', '2']);
  expect(pillsOf('[x')).toEqual(['[x']);
});
