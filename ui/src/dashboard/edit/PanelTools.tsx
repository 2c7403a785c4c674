import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowsMove, IconPencil, IconTrash } from '@tabler/icons-react';
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { columns, gap, rowHeight } from '../layout/compact';
import type { GridPos, Panel } from '../model/types';
import { useEditing } from './context';
import css from './edit.module.css';

type Step = { x: number; y: number };

/** Over each panel of a dashboard that is being edited: grips to move and size it, and what opens it. */
export function PanelTools({ panel }: { panel: Panel }) {
  const editing = useEditing();
  const box = useRef<HTMLDivElement>(null);
  if (!editing) return null;
  const move = (by: Step) => editing.place(panel, moved(panel.gridPos, by));
  const size = (by: Step) => editing.place(panel, sized(panel.gridPos, by));
  const byKey = (event: KeyboardEvent) => {
    const by = steps[event.key];
    if (!by || editing.fixed) return;
    event.preventDefault();
    (event.shiftKey ? size : move)(by);
  };
  const name = panel.title || 'this panel';
  return (
    <div ref={box} className={css.tools}>
      <div className={css.buttons}>
        <Tooltip label={editing.fixed ?? 'Drag, or move with the arrow keys; with Shift they change the size'}>
          <ActionIcon
            variant="default"
            className={css.grip}
            aria-label={`Move ${name}: arrow keys; with Shift, change its size`}
            aria-disabled={editing.fixed !== undefined}
            onKeyDown={byKey}
            onPointerDown={(event) => !editing.fixed && drag(event, box.current!, panel.gridPos, 'move', move)}
          >
            <IconArrowsMove size={14} aria-hidden />
          </ActionIcon>
        </Tooltip>
        <ActionIcon variant="default" aria-label={`Edit ${name}`} onClick={() => editing.edit(panel)}>
          <IconPencil size={14} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" aria-label={`Delete ${name}`} onClick={() => editing.remove(panel)}>
          <IconTrash size={14} aria-hidden />
        </ActionIcon>
      </div>
      {!editing.fixed && (
        <div className={css.corner} aria-hidden onPointerDown={(event) => drag(event, box.current!, panel.gridPos, 'size', size)} />
      )}
    </div>
  );
}

const steps: Record<string, Step> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

const within = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

const moved = (pos: GridPos, by: Step): GridPos => ({
  ...pos,
  x: within(pos.x + by.x, 0, columns - pos.w),
  y: Math.max(0, pos.y + by.y),
});

const sized = (pos: GridPos, by: Step): GridPos => ({
  ...pos,
  w: within(pos.w + by.x, 1, columns - pos.x),
  h: Math.max(1, pos.h + by.y),
});

/** Follows the pointer with an outline and hands over the steps of the grid at the end. */
function drag(event: PointerEvent, box: HTMLElement, { w }: GridPos, what: 'move' | 'size', done: (by: Step) => void) {
  event.preventDefault();
  const from = { x: event.clientX, y: event.clientY };
  const unit = (box.offsetWidth + gap) / w;
  const stop = new AbortController();
  const listen = (type: 'pointermove' | 'pointerup' | 'pointercancel', to: (at: globalThis.PointerEvent) => void) =>
    window.addEventListener(type, to, { signal: stop.signal });
  const end = () => {
    stop.abort();
    box.style.translate = '';
    box.style.right = box.style.bottom = '';
  };
  listen('pointermove', ({ clientX, clientY }) => {
    const [x, y] = [clientX - from.x, clientY - from.y];
    if (what === 'move') box.style.translate = `${x}px ${y}px`;
    else [box.style.right, box.style.bottom] = [`${-x}px`, `${-y}px`];
  });
  listen('pointercancel', end);
  listen('pointerup', ({ clientX, clientY }) => {
    end();
    const by = { x: Math.round((clientX - from.x) / unit), y: Math.round((clientY - from.y) / (rowHeight + gap)) };
    if (by.x !== 0 || by.y !== 0) done(by);
  });
}
