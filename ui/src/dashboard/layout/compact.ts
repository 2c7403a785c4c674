import type { GridPos } from '../model/types';

export const columns = 24;
/** A grid row and the gap below it, in CSS pixels: Grafana's, so that panels have the room their authors saw. */
export const rowHeight = 30;
export const gap = 8;

export interface Placed<T> {
  item: T;
  pos: GridPos;
}

/** Moves everything up as far as it goes without overlapping, in reading order; what authors left empty above closes. */
export function compact<T>(items: Placed<T>[]): Placed<T>[] {
  return piledUp(items.toSorted((a, b) => a.pos.y - b.pos.y || a.pos.x - b.pos.x));
}

/** Each stands on what came before it in its columns. */
export function piledUp<T>(items: Placed<T>[]): Placed<T>[] {
  const skyline = new Array<number>(columns).fill(0);
  return items.map(({ item, pos }) => {
    const x = Math.min(Math.max(0, pos.x), columns - 1);
    const w = Math.min(Math.max(1, pos.w), columns - x);
    const under = skyline.slice(x, x + w);
    const y = Math.max(...under);
    skyline.fill(y + pos.h, x, x + w);
    return { item, pos: { x, y, w, h: pos.h } };
  });
}

/** The height of a grid that many rows high, in CSS pixels. */
export const pixels = (rows: number) => Math.max(0, rows * (rowHeight + gap) - gap);
