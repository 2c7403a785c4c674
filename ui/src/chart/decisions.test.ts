import { describe, expect, it } from 'vitest';
import { hoverRows } from './hover';
import { layOut, type ChartSeries } from './lines';
import { paletteSize, seriesColors } from './palette';
import { sparkPaths } from './sparkPaths';
import { stackColumns } from './stack';
import { columnStats } from './stats';
import { formatMoment, formatTimeTicks, timeIncrements } from './timeTicks';
import { isolate, nothingHidden, toggle } from './visibility';

describe('columnStats', () => {
  it('leaves gaps out of the mean and takes the last value there is', () => {
    expect(columnStats([null, 2, null, 6, 1, null])).toEqual({ min: 1, mean: 3, max: 6, last: 1 });
  });

  it('says nothing of a series without values', () => {
    expect(columnStats([null, null])).toEqual({ min: null, mean: null, max: null, last: null });
  });
});

describe('stackColumns', () => {
  it('piles series up in order', () => {
    const { columns, standsOn } = stackColumns([
      [1, 2],
      [10, 20],
      [100, 200],
    ]);
    expect(columns).toEqual([
      [1, 2],
      [11, 22],
      [111, 222],
    ]);
    expect(standsOn).toEqual([-1, 0, 1]);
  });

  it('keeps the pile where one series has a gap, and breaks it where all have', () => {
    const { columns } = stackColumns([
      [1, null, null],
      [10, 10, null],
    ]);
    expect(columns).toEqual([
      [1, 0, null],
      [11, 10, null],
    ]);
  });

  it('piles what is below zero downwards, apart', () => {
    const { columns, standsOn } = stackColumns([[5], [-3], [2], [-4]]);
    expect(columns).toEqual([[5], [-3], [7], [-7]]);
    expect(standsOn).toEqual([-1, -1, 0, 1]);
  });
});

describe('layOut', () => {
  const series: ChartSeries[] = ['a', 'b', 'c'].map((key, i) => ({ key, name: key, values: [10 ** i] }));

  it('lowers a pile when a series in it is hidden', () => {
    const { columns, lines } = layOut(series, new Set(['a']), 'stacked', 'dark');
    expect(columns.slice(1)).toEqual([[10], [110]]);
    expect(lines.map((line) => line.standsOn)).toEqual([undefined, -1, 1]);
  });

  it('shows all when everything that was not hidden is gone', () => {
    const { lines } = layOut(series, new Set(['a', 'b', 'c']), 'line', 'dark');
    expect(lines.every((line) => line.visible)).toBe(true);
  });
});

describe('visibility', () => {
  const all = ['a', 'b', 'c'];

  it('isolates, and shows all again when the same one is picked', () => {
    const alone = isolate(nothingHidden, 'b', all);
    expect([...alone]).toEqual(['a', 'c']);
    expect(isolate(alone, 'b', all).size).toBe(0);
    expect([...isolate(alone, 'c', all)]).toEqual(['a', 'b']);
  });

  it('toggles one, and never hides the last', () => {
    const without = toggle(nothingHidden, 'a', all);
    expect([...without]).toEqual(['a']);
    expect(toggle(without, 'a', all).size).toBe(0);
    expect(toggle(new Set(['a', 'b']), 'c', all).size).toBe(0);
  });
});

describe('seriesColors', () => {
  const keys = Array.from({ length: paletteSize }, (_, i) => `up{instance="host-${i}"}`);

  it('gives as many series as there are hues different colours', () => {
    expect(new Set(seriesColors(keys, 'dark').values()).size).toBe(paletteSize);
  });

  it('does not depend on the order of series', () => {
    expect(seriesColors([...keys].reverse(), 'light')).toEqual(new Map([...seriesColors(keys, 'light')].sort()));
  });

  it('keeps telling series apart in a second dozen', () => {
    const more = [...keys, ...keys.map((key) => `${key}-more`)];
    expect(new Set(seriesColors(more, 'light').values()).size).toBe(2 * paletteSize);
  });
});

describe('hoverRows', () => {
  const series = ['a', 'b', 'c', 'd'].map((key) => ({ key, name: key, color: '#000000', visible: key !== 'd' }));
  const columns = [[1], [3], [2], [9]];

  it('sorts by value and leaves out what is hidden or missing', () => {
    const { rows, more } = hoverRows(series, columns, 0, null, 10);
    expect(rows.map((row) => row.key)).toEqual(['b', 'c', 'a']);
    expect(more).toBe(0);
    expect(hoverRows(series, [[1], [null], [2], [9]], 0, null, 10).rows.map((row) => row.key)).toEqual(['c', 'a']);
  });

  it('keeps the series under the pointer when there are too many', () => {
    const { rows, more } = hoverRows(series, columns, 0, 'a', 2);
    expect(rows.map((row) => row.key)).toEqual(['b', 'a']);
    expect(more).toBe(1);
  });
});

describe('formatTimeTicks', () => {
  const at = (day: number, hour: number, minute = 0, second = 0) =>
    new Date(2026, 0, day, hour, minute, second).getTime() / 1000;

  it('shows the clock, and the date where a day begins', () => {
    expect(formatTimeTicks([at(1, 22), at(2, 0), at(2, 2)], 7200)).toEqual(['22:00', '00:00\n01-02', '02:00']);
  });

  it('shows seconds and days when ticks are that close or far', () => {
    expect(formatTimeTicks([at(1, 1, 2, 15)], 15)).toEqual(['01:02:15']);
    expect(formatTimeTicks([at(1, 0), at(2, 0)], 86_400)).toEqual(['01-01', '01-02']);
  });
});

describe('timeIncrements', () => {
  it('rise, and divide what is above them', () => {
    expect(timeIncrements).toEqual([...timeIncrements].sort((a, b) => a - b));
    const upTo = (limit: number, least: number) => timeIncrements.filter((n) => n >= least && n < limit);
    expect(upTo(60, 1).filter((n) => 60 % n)).toEqual([]);
    expect(upTo(3600, 60).filter((n) => 3600 % n)).toEqual([]);
    expect(upTo(86_400, 3600).filter((n) => 86_400 % n)).toEqual([]);
  });
});

describe('sparkPaths', () => {
  it('breaks the line at a gap', () => {
    const { line, last } = sparkPaths(
      [
        [0, 0],
        [1, 1],
        [2, null],
        [3, 1],
      ],
      100,
      20,
    );
    expect(line.match(/M/g)).toHaveLength(2);
    expect(last?.value).toBe(1);
  });

  it('stays inside its box and includes zero', () => {
    const { line } = sparkPaths(
      [
        [0, 50],
        [1, 100],
      ],
      100,
      20,
    );
    const ys = [...line.matchAll(/,([\d.]+)/g)].map((m) => Number(m[1]));
    expect(ys).toEqual([10, 2]);
  });

  it('draws nothing without values', () => {
    expect(sparkPaths([[0, null]], 100, 20)).toMatchObject({ line: '', last: null });
  });
});

describe('a clock in another zone', () => {
  const noon = Date.UTC(2026, 0, 15, 12, 0, 5) / 1000;
  it('reads as a dashboard says', () => {
    expect(formatMoment(noon, 'utc')).toBe('2026-01-15 12:00:05');
    expect(formatMoment(noon + 0.25, 'Asia/Kolkata')).toBe('2026-01-15 17:30:05.250');
    expect(formatTimeTicks([noon - 5], 60, 'America/New_York')).toEqual(['07:00']);
  });
  it('is the reader’s where the zone is unknown', () => expect(formatMoment(noon, 'Mars/Olympus')).toBe(formatMoment(noon)));
});
