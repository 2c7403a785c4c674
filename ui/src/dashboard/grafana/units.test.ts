/** The server draws pictures and writes numbers there itself. What it must write for which number is kept in a file that both hold. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { formattedValueToString, getValueFormat, getValueFormats } from '.';

const file = 'src/dashboard/grafana/testdata/units.json';

const values = [0, 1, -1, 2, 0.5, 0.000012345, 0.0312, 7.125, 22.4, 59.99, 61, 999.5, 1000, 1024, 1536, 65_432.1, 1_234_567.891, 5_000_000_000, -2_500_000, 3.2e13, 1_600_000_000_123];
const decimals = [null, 0, 2];

/** What depends on the language, the place or the time of the reader is not in the file. */
const personal = /Local|FromNow|Today|System/;

/** Ids as people write them themselves, from dashboards that are around. */
const written = ['', 'rds', 'err/s', 'errors / min', 'suffix:things', 'prefix:~', 'si:mF', 'si:F', 'count:calls', 'currency:X', 'bool:up/down', 'time:MMMM D, YYYY LT', 'time:YYYY-MM-DD', '/ sec'];

const units = [...getValueFormats().flatMap(({ submenu }) => submenu.map(({ value }) => value!)), ...written].filter((id) => !personal.test(id));

const texts = (id: string) =>
  decimals.flatMap((places) => values.map((value) => formattedValueToString(getValueFormat(id)(value, places, null, 'utc'))));

it('writes what the file says that the server writes', () => {
  const vectors = { values, decimals, units: Object.fromEntries(units.map((id) => [id, texts(id)])) };
  const text = `${JSON.stringify(vectors, null, 0).replaceAll('],', '],\n')}\n`;
  if (process.env.UPDATE) writeFileSync(file, text);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(vectors);
});
