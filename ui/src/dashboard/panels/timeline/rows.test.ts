import { expect, it } from 'vitest';
import { createDataFrame, FieldType } from '../../grafana';
import { meaningsOf, rowsOf } from './rows';

const display = (value: unknown) => ({ text: value === 1 ? 'up' : 'down', numeric: Number(value), color: value === 1 ? 'green' : 'red' });
const frame = createDataFrame({
  fields: [
    { name: 'Time', type: FieldType.time, values: [0, 10, 20, 50], config: { interval: 10 } },
    { name: 'shop', type: FieldType.number, values: [1, 1, 0, 1], config: {}, display },
  ],
});

it('joins what looks the same and leaves gaps where nothing was known', () => {
  const [row] = rowsOf([frame], { merge: true, end: 60 });
  expect(row!.states.map(({ from, to, text }) => [from, to, text])).toEqual([
    [0, 20, 'up'],
    [20, 35, 'down'],
    [50, 60, 'up'],
  ]);
});

it('shows each sample of a history', () => {
  const rows = rowsOf([frame], { merge: false, end: 60 });
  expect(rows[0]!.states).toHaveLength(4);
  expect(meaningsOf(rows)).toEqual([
    { text: 'up', color: 'green' },
    { text: 'down', color: 'red' },
  ]);
});
