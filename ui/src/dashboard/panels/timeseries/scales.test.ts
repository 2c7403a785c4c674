import type uPlot from 'uplot';
import { expect, it } from 'vitest';
import type { Line } from './series';
import { valueScale } from './scales';

const limits = (config: object, min: number, max: number) => {
  const line = { field: { config }, config: { scaleDistribution: { type: 'linear' }, drawStyle: 'line', fillOpacity: 0, stacking: { mode: 'none' } } } as unknown as Line;
  const { range } = valueScale([line], { hidden: () => false });
  return (range as uPlot.Range.Function)({} as uPlot, min, max, 'y').map((end) => Math.round((end ?? NaN) * 1000) / 1000);
};

it.each([
  ['a line with room', {}, 1, 2, [0.9, 2.1]],
  ['a flat line', {}, 4, 4, [0, 8]],
  ['a line that is flat but for rounding', {}, 4 / 3, 4 / 3 + 1e-15, [0, 2.667]],
  ['nothing at all', { min: 0 }, 0, 0, [0, 1]],
  ['a flat line above a limit', { min: 0 }, 10, 10, [0, 11]],
  ['a nearly flat line far above a limit, not at the edge', { min: 0 }, 9.9, 10, [0, 11]],
  ['a line between limits', { min: 0, max: 100 }, 3, 7, [0, 100]],
])('gives %s its limits', (_what, config, min, max, want) => expect(limits(config, min, max)).toEqual(want));
