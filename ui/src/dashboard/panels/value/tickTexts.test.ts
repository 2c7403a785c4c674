import { describe, expect, it } from 'vitest';
import { FieldType, getDisplayProcessor, themes, type Field, type FieldConfig } from '../../grafana';
import { tickTexts } from './tickTexts';

const texts = (ticks: number[], config: FieldConfig) => {
  const field: Field = { name: 'Value', type: FieldType.number, values: [], config };
  field.display = getDisplayProcessor({ field, theme: themes.dark });
  return tickTexts(ticks, field);
};

describe('the texts of an axis', () => {
  it('have the decimals that the panel says', () => expect(texts([0, 1, 2], { unit: 'percent', decimals: 1 })).toEqual(['0.0%', '1.0%', '2.0%']));
  it('have more where neighbours would read the same', () => {
    expect(texts([0, 0.005, 0.01, 0.015], { decimals: 2 })).toEqual(['0.000', '0.005', '0.010', '0.015']);
    expect(texts([0, 0.5, 1, 1.5], { unit: 'short', decimals: 0 })).toEqual(['0.0', '0.5', '1.0', '1.5']);
  });
  it('have as many as ticks far from zero need', () => expect(texts([10.001, 10.002, 10.003], { unit: 'short' })).toEqual(['10.001', '10.002', '10.003']));
  it('stay as they are where a mapping gives one word to many values', () => {
    const ok = { type: 'range', options: { from: 0, to: 1, result: { text: 'fine' } } };
    expect(texts([0, 0.5, 1], { mappings: [ok] as FieldConfig['mappings'] })).toEqual(['fine', 'fine', 'fine']);
  });
});
