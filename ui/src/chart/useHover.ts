import { useCallback, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import type uPlot from 'uplot';

/** Where the cursor is: the row of the time grid, the pointer in CSS pixels inside the plot, the series nearest to it. */
export interface Hover {
  row: number;
  left: number;
  top: number;
  /** Where the plot itself begins inside the chart, beside its axes. */
  offsetLeft: number;
  offsetTop: number;
  plotWidth: number;
  seriesIndex: number | null;
  byKeyboard: boolean;
  /** Another chart's pointer is here, at the same time. */
  borrowed: boolean;
}

/**
 * Follows uPlot's cursor. A cursor that another chart moves along draws its line here but is not
 * a hover, so that only the chart in use shows a tooltip; unless tooltips are shared.
 */
export function useHover(plot: RefObject<uPlot | null>, shared = false) {
  const [hover, setHover] = useState<Hover | null>(null);
  const active = useRef<'pointer' | 'keyboard' | null>(null);
  const focused = useRef<number | null>(null);

  const read = useCallback((u: uPlot) => {
    const { idx, left = -1, top = -1 } = u.cursor;
    const borrowed = active.current === null;
    if (idx === null || idx === undefined || left < 0 || (borrowed && !(shared && isInSight(u)))) {
      setHover(null);
      return;
    }
    setHover({
      row: idx,
      left,
      top,
      offsetLeft: u.over.offsetLeft,
      offsetTop: u.over.offsetTop,
      plotWidth: u.over.clientWidth,
      seriesIndex: borrowed ? null : focused.current,
      byKeyboard: active.current === 'keyboard',
      borrowed,
    });
  }, [shared]);

  const hooks = useMemo<uPlot.Hooks.Arrays>(() => {
    const remember = (_u: uPlot, index: number | null) => {
      // uPlot counts the time column as series 0.
      focused.current = index ? index - 1 : null;
    };
    // uPlot picks the nearest series before it reports the cursor.
    return { setSeries: [remember], setCursor: [read] };
  }, [read]);

  const clear = useCallback(() => {
    active.current = null;
    setHover(null);
    if (plot.current) move(plot.current, -10, -10);
  }, [plot]);

  const onKeyDown = useCallback(
    (event: KeyboardEvent) => {
      const u = plot.current;
      if (!u) return;
      if (event.key === 'Escape') return clear();
      const row = nextRow(event, u.cursor.idx ?? null, u.data[0].length - 1);
      if (row === null) return;
      event.preventDefault();
      active.current = 'keyboard';
      move(u, u.valToPos(u.data[0][row]!, 'x'), u.over.clientHeight / 2);
    },
    [plot, clear],
  );

  const handlers = {
    onPointerMove: () => {
      active.current = 'pointer';
    },
    onPointerLeave: clear,
    onBlur: clear,
    onKeyDown,
  };
  return { hover, hooks, handlers };
}

/** Moves the cursor here and, as a pointer would, in the charts that share it; uPlot's types leave that out. */
function move(u: uPlot, left: number, top: number): void {
  (u.setCursor as (at: { left: number; top: number }, fire: boolean, share: boolean) => void)({ left, top }, true, true);
}

/** A tooltip of a chart that is scrolled away would stand at the edge of the page. */
function isInSight(u: uPlot): boolean {
  const { top, bottom } = u.over.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

/** Arrow keys walk along the time axis, ten steps at a time with Shift. */
function nextRow({ key, shiftKey }: KeyboardEvent, row: number | null, last: number): number | null {
  const step = shiftKey ? 10 : 1;
  switch (key) {
    case 'ArrowLeft':
      return Math.max(0, (row ?? last + step) - step);
    case 'ArrowRight':
      return Math.min(last, (row ?? -step) + step);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}
