/** From the flat list of a dashboard to what stands on the page: sections under rows, panels repeated, gaps closed. */
import type { Panel } from '../model/types';
import { repeated, repeatsOf } from '../variables/scope';
import type { Scope } from '../variables/types';
import { columns, compact, type Placed } from './compact';

/** One panel as it stands on the page. */
export interface Shown {
  /** The same on every visit, different for each copy. */
  key: string;
  panel: Panel;
  /** What variables stand for here: a copy of a repeated panel has one value where the dashboard has several. */
  scope: Scope;
}

export interface Section {
  key: string;
  /** Nothing stands above the panels before the first row. */
  row?: Panel;
  scope: Scope;
  panels: Placed<Shown>[];
}

export function sectionsOf(panels: Panel[], scope: Scope): Section[] {
  return groups(panels).flatMap((group) => repeatRow(group, scope));
}

interface Group {
  row?: Panel;
  panels: Panel[];
}

/** Panels of an open row follow it; those of a folded one are inside it. */
function groups(panels: Panel[]): Group[] {
  const result: Group[] = [{ panels: [] }];
  for (const panel of inReadingOrder(panels)) {
    if (panel.type === 'row') result.push({ row: panel, panels: [...(panel.panels ?? [])] });
    else result.at(-1)!.panels.push(panel);
  }
  return result.filter(({ row, panels }) => row !== undefined || panels.length > 0);
}

function inReadingOrder(panels: Panel[]): Panel[] {
  return panels.toSorted((a, b) => a.gridPos.y - b.gridPos.y || a.gridPos.x - b.gridPos.x);
}

function repeatRow({ row, panels }: Group, scope: Scope): Section[] {
  const name = row?.repeat;
  const copies = name ? repeatsOf(scope, name) : [];
  if (!name || copies.length === 0) return [section(row, panels, scope, '')];
  return copies.map((copy) => section(row, panels, repeated(scope, name, copy), `-${copy.value}`));
}

function section(row: Panel | undefined, panels: Panel[], scope: Scope, suffix: string): Section {
  const copied = panels.map((panel) => repeatPanel(panel, scope, suffix));
  return { key: `${row?.id ?? 'top'}${suffix}`, row, scope, panels: compact(pushedDown(panels, copied).flat()) };
}

/** Copies that fill further lines push down what stood below the panel. */
function pushedDown(panels: Panel[], copied: Placed<Shown>[][]): Placed<Shown>[][] {
  const grown = panels.map(({ gridPos }, i) => {
    const bottom = Math.max(...copied[i]!.map(({ pos }) => pos.y + pos.h));
    return { below: gridPos.y + gridPos.h, by: bottom - gridPos.y - gridPos.h };
  });
  const shift = (y: number) => grown.reduce((sum, { below, by }) => (by > 0 && y >= below ? sum + by : sum), 0);
  return copied.map((copies, i) => {
    const by = shift(panels[i]!.gridPos.y);
    return by === 0 ? copies : copies.map(({ item, pos }) => ({ item, pos: { ...pos, y: pos.y + by } }));
  });
}

/** Copies go to the right until the line is full, or one below the other. */
function repeatPanel(panel: Panel, scope: Scope, suffix: string): Placed<Shown>[] {
  const name = panel.repeat;
  const copies = name ? repeatsOf(scope, name) : [];
  if (!name || copies.length === 0) {
    return [{ item: { key: `${panel.id}${suffix}`, panel, scope }, pos: panel.gridPos }];
  }
  const { x, y, w: width, h } = panel.gridPos;
  const down = panel.repeatDirection === 'v';
  const perLine = down ? 1 : Math.min(copies.length, panel.maxPerRow ?? 4);
  const w = down ? width : Math.floor(columns / perLine);
  return copies.map((copy, i) => ({
    item: { key: `${panel.id}${suffix}-${copy.value}`, panel, scope: repeated(scope, name, copy) },
    pos: { x: down ? x : (i % perLine) * w, y: y + Math.floor(i / perLine) * h, w, h },
  }));
}
