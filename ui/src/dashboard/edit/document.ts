/** Changes of a dashboard, written into its stored document. */
import type { Normalised } from '../../api/dashboards';
import type { Dashboard, GridPos, Panel } from '../model/types';
import { arrange, type Change } from '../layout/arrange';
import { append, at, set, setAll, stepsOf, type Path } from './patch';

type Stored = Record<string, unknown>;

/** Where the dashboard itself is: answers of Grafana's API and resources have something around it. */
export function rootOf(text: string): Path {
  const root = JSON.parse(text) as Stored;
  if (isObject(root.dashboard)) return ['dashboard'];
  return isObject(root.spec) ? ['spec'] : [];
}

/** Whether panels stand in a list with a place each; not in the rows of old, nor among the elements of the newest form. */
export function isPlaced(text: string): boolean {
  const dashboard = at(JSON.parse(text), rootOf(text)) as Stored;
  return !hasRows(dashboard) && !isObject(dashboard.elements);
}

/** Later documents keep an empty list where their rows were. */
const hasRows = ({ rows }: Stored) => Array.isArray(rows) && rows.length > 0;

/** Writes one property of a panel. One in an old form is written anew where the old form has another word for it. */
export function setInPanel(text: string, path: string, panel: Panel, key: Path, value: unknown): string {
  const where = stepsOf(path);
  const stored = at(JSON.parse(text), where) as Stored;
  if (key[0] === 'title' || key[0] === 'description' || !isOld(stored, panel)) return set(text, [...where, ...key], value);
  return set(text, where, JSON.parse(set(JSON.stringify(panel), key, value)));
}

function isOld(stored: Stored, panel: Panel): boolean {
  const options = stored.options as Stored | undefined;
  // Texts of old stood beside the options.
  return stored.type !== panel.type || options?.fieldOptions !== undefined || (panel.type === 'text' && stored.content !== undefined);
}

/** Puts a panel somewhere and lets those of its list make way. */
export function place(text: string, { dashboard, paths }: Normalised, id: number, change: Change): string {
  const document: unknown = JSON.parse(text);
  const list = dashboard.panels.some((panel) => panel.id === id) ? dashboard.panels : dashboard.panels.find(({ panels }) => panels?.some((panel) => panel.id === id))!.panels!;
  // Where they stand is read of the text: what is drawn may be a key behind.
  const items = list.map((panel) => ({ item: panel.id, pos: { ...panel.gridPos, ...(at(document, placeOf(paths[panel.id]!)) as Partial<GridPos> | undefined) } }));
  return setAll(text, arrange(items, id, change).flatMap(({ item, pos }) => sidesOf(document, placeOf(paths[item]!), pos)));
}

const placeOf = (path: string): Path => [...stepsOf(path), 'gridPos'];

function sidesOf(document: unknown, where: Path, pos: GridPos): [Path, unknown][] {
  const stored = at(document, where) as Partial<GridPos> | undefined;
  const sides = ['x', 'y', 'w', 'h'] as const;
  if (!stored || sides.some((side) => stored[side] === undefined)) return [[where, { ...stored, ...pos }]];
  return sides.filter((side) => stored[side] !== pos[side]).map((side) => [[...where, side], pos[side]]);
}

/** Whether two texts have the same panels in the same places of the document, so that paths into one lead to the same in the other. */
export function samePanels(one: string, other: string): boolean {
  return one === other || skeletonOf(one) === skeletonOf(other);
}

function skeletonOf(text: string): string {
  const { panels, rows, elements } = at(JSON.parse(text), rootOf(text)) as Stored;
  return JSON.stringify([idsOf(panels), idsOf(rows), isObject(elements) && Object.keys(elements)]);
}

const idsOf = (list: unknown): unknown => (Array.isArray(list) ? (list as (Stored | null)[]).map((one) => [one?.id, idsOf(one?.panels)]) : undefined);

export const removePanel = (text: string, path: string) => set(text, stepsOf(path), undefined);

/**
 * Adds a time series of some queries below everything there is. In a document with rows of old it is a row of its own;
 * one of the newest form, where a panel is two things in two places, is converted first.
 */
export function addPanel(text: string, { dashboard }: Normalised, exprs: string[]): string {
  const where = rootOf(text);
  const stored = at(JSON.parse(text), where) as Stored;
  if (isObject(stored.elements)) return addPanel(asPlaced(dashboard), { dashboard, paths: {} }, exprs);
  const bottom = Math.max(0, ...dashboard.panels.map(({ gridPos }) => gridPos.y + gridPos.h));
  const panel = {
    id: nextId(dashboard),
    type: 'timeseries',
    title: 'New panel',
    targets: (exprs.length > 0 ? exprs : ['']).map((expr, i) => ({ refId: letter(i), expr })),
    fieldConfig: { defaults: {}, overrides: [] },
    options: {},
  };
  if (hasRows(stored)) return append(text, [...where, 'rows'], { title: '', height: '300px', panels: [{ ...panel, span: 12 }] });
  return append(text, [...where, 'panels'], { ...panel, gridPos: { x: 0, y: bottom, w: 12, h: 8 } });
}

/** What the next panel that is added is called by. */
export function nextId({ panels }: Dashboard): number {
  return Math.max(0, ...panels.flatMap((panel) => [panel, ...(panel.panels ?? [])]).map(({ id }) => id)) + 1;
}

/** A dashboard in the form in which its panels have a place each. */
export const asPlaced = (dashboard: Dashboard) => `${JSON.stringify(dashboard, null, 2)}\n`;

export const letter = (i: number) => String.fromCharCode(65 + (i % 26)) + (i < 26 ? '' : String(Math.floor(i / 26)));

/** A dashboard with nothing on it yet. */
export const emptyDocument = (title: string) =>
  `${JSON.stringify({ title, tags: [], time: { from: 'now-6h', to: 'now' }, refresh: '', schemaVersion: 42, templating: { list: [] }, panels: [] }, null, 2)}\n`;

/** The same under a name and a uid of its own. */
export function copyOf(text: string, title: string): string {
  const root = rootOf(text);
  const wrapped = at(JSON.parse(text), ['metadata', 'name']) === undefined ? text : set(text, ['metadata', 'name'], undefined);
  return set(set(wrapped, [...root, 'uid'], undefined), [...root, 'title'], title);
}

function isObject(value: unknown): value is Stored {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
