import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowsMove, IconPencil, IconTrash } from '@tabler/icons-react';
import { useRef, type KeyboardEvent, type PointerEvent } from 'react';
import { movedBy, sizedBy, steppedBy, type Step } from '../layout/arrange';
import { columns, gap, rowHeight } from '../layout/compact';
import type { Panel } from '../model/types';
import { useEditing } from './context';
import css from './edit.module.css';

/** Over each panel of a dashboard that is being edited: grips to move and size it, and what opens it. */
export function PanelTools({ panel }: { panel: Panel }) {
  const editing = useEditing();
  const box = useRef<HTMLDivElement>(null);
  if (!editing) return null;
  const move = (by: Step) => editing.place(panel, movedBy(by));
  const size = (by: Step) => editing.place(panel, sizedBy(by));
  const byKey = (event: KeyboardEvent) => {
    const by = steps[event.key];
    if (!by || editing.fixed) return;
    event.preventDefault();
    editing.place(panel, (event.shiftKey ? sizedBy : steppedBy)(by));
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
            onPointerDown={(event) => !editing.fixed && drag(event, box.current!, 'move', move)}
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
        <div className={css.corner} aria-hidden onPointerDown={(event) => drag(event, box.current!, 'size', size)} />
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

/** Follows the pointer with an outline and hands over the steps of the grid at the end. */
function drag(event: PointerEvent, box: HTMLElement, what: 'move' | 'size', done: (by: Step) => void) {
  if (event.button !== 0) return;
  event.preventDefault();
  // On the page, not in the window: somebody may scroll meanwhile.
  const from = { x: event.pageX, y: event.pageY };
  // The grid is what is measured: a copy of a repeated panel is not as wide as its document says.
  const unit = ((box.offsetParent?.parentElement ?? box).offsetWidth + gap) / columns;
  const stop = new AbortController();
  const listen = (type: 'pointermove' | 'pointerup' | 'pointercancel', to: (at: globalThis.PointerEvent) => void) =>
    window.addEventListener(type, to, { signal: stop.signal });
  const end = () => {
    stop.abort();
    box.style.translate = '';
    box.style.right = box.style.bottom = '';
  };
  listen('pointermove', ({ pageX, pageY }) => {
    const [x, y] = [pageX - from.x, pageY - from.y];
    if (what === 'move') box.style.translate = `${x}px ${y}px`;
    else [box.style.right, box.style.bottom] = [`${-x}px`, `${-y}px`];
  });
  listen('pointercancel', end);
  listen('pointerup', ({ pageX, pageY }) => {
    end();
    const by = { x: Math.round((pageX - from.x) / unit), y: Math.round((pageY - from.y) / (rowHeight + gap)) };
    if (by.x !== 0 || by.y !== 0) done(by);
  });
}
