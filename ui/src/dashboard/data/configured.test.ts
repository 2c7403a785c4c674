import { describe, expect, it } from 'vitest';
import { createDataFrame, FieldType, formattedValueToString } from '../grafana';
import type { Panel } from '../model/types';
import { configured, type Look } from './configured';

const look: Look = { scheme: 'dark', timeZone: 'utc', fieldDefaults: {}, replaceVariables: (text) => text ?? '' };

/** How a panel with these defaults and overrides writes a value. */
function written(value: number, defaults: object, overrides: object[] = []): string {
  const frame = createDataFrame({ fields: [{ name: 'v', type: FieldType.number, values: [value], config: {} }] });
  const panel = { fieldConfig: { defaults, overrides } } as unknown as Panel;
  return formattedValueToString(configured([frame], panel, look)[0]!.fields[0]!.display!(value));
}

describe('decimals', () => {
  it.each([
    [2, '1234.57'],
    [0, '1235'],
    [-1, '1235'],
    [1000, '1235'],
    [null, '1235'],
  ])('%s of 1234.567 writes %s', (decimals, text) => {
    expect(written(1234.567, { unit: 'none', decimals })).toBe(text);
    const override = { matcher: { id: 'byName', options: 'v' }, properties: [{ id: 'decimals', value: decimals }] };
    expect(written(1234.567, { unit: 'none' }, [override])).toBe(text);
  });
});
