import { createContext, useContext, useMemo } from 'react';
import type { Annotation } from '../model/types';
import type { PanelAnnotation, PanelTime } from '../panels/contract';
import type { Marked } from './useAnnotations';

/** What is marked on a dashboard. It changes with every refresh, and most of the page has nothing to do with it. */
export const MarkedContext = createContext<readonly Marked[]>([]);

/** The marks that are drawn on one panel. */
export function usePanelMarks(panelId: number, { from, to }: PanelTime): PanelAnnotation[] {
  const marked = useContext(MarkedContext);
  return useMemo(() => {
    const own = marked.filter(({ annotation }) => isFor(annotation, panelId)).flatMap(({ marks }) => marks);
    const inside = own.filter(({ time, timeEnd = time }) => time <= to && timeEnd >= from);
    return inside.length === 0 ? none : inside;
  }, [marked, panelId, from, to]);
}

const none: PanelAnnotation[] = [];

export function isFor({ filter }: Annotation, panelId: number): boolean {
  if (!filter?.ids || (filter.ids.length === 0 && !filter.exclude)) return true;
  return filter.ids.includes(panelId) !== (filter.exclude ?? false);
}
