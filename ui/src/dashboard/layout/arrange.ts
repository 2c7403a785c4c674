/** How panels make way when one of them is put somewhere else. */
import type { GridPos } from '../model/types';
import { columns, compact, piledUp, type Placed } from './compact';

/** From where a panel stands among others to where a person wants it. */
export type Change = (pos: GridPos, others: GridPos[]) => GridPos;

/**
 * Puts one of some panels somewhere and lets the others make way: those that it is put on go below it, or above it where
 * it has passed their middle, and gaps close. Rows take part, as wide as the page, so that what is below them stays there.
 */
export function arrange<T>(items: Placed<T>[], which: T, change: Change): Placed<T>[] {
  const top = Math.min(...items.map(({ pos }) => pos.y));
  const standing = compact(items);
  const moving = standing.find(({ item }) => item === which)!;
  const others = standing.filter(({ item }) => item !== which);
  const pos = change(moving.pos, others.map((other) => other.pos));
  const passed = pos.y > moving.pos.y ? pos.y + pos.h : pos.y;
  const next = others.findIndex((other) => shareColumns(other.pos, pos) && other.pos.y + other.pos.h / 2 > passed);
  const order = others.toSpliced(next < 0 ? others.length : next, 0, { item: which, pos });
  return piledUp(order).map(({ item, pos: at }) => ({ item, pos: { ...at, y: at.y + top } }));
}

const shareColumns = (a: GridPos, b: GridPos) => a.x < b.x + b.w && b.x < a.x + a.w;

export interface Step {
  x: number;
  y: number;
}

export const movedBy = (by: Step): Change => (pos) => ({ ...pos, x: within(pos.x + by.x, 0, columns - pos.w), y: Math.max(0, pos.y + by.y) });

export const sizedBy = (by: Step): Change => (pos) => ({ ...pos, w: within(pos.w + by.x, 1, columns - pos.x), h: Math.max(1, pos.h + by.y) });

/** One key's way: a column aside, or past the next panel above or below; a grid row would change nothing, as gaps close. */
export function steppedBy({ x, y }: Step): Change {
  if (y === 0) return movedBy({ x, y });
  return (pos, others) => {
    const near = others.filter((other) => shareColumns(other, pos) && (y < 0 ? other.y < pos.y : other.y > pos.y));
    if (near.length === 0) return pos;
    if (y < 0) return { ...pos, y: near.reduce((a, b) => (b.y + b.h > a.y + a.h ? b : a)).y };
    const below = near.reduce((a, b) => (b.y < a.y ? b : a));
    return { ...pos, y: Math.max(pos.y + 1, below.y + below.h - pos.h) };
  };
}

const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);
