import { createContext, useContext } from 'react';
import type { GridPos, Panel } from '../model/types';

/** What can be done with the panels of a dashboard that is being edited. */
export interface Editing {
  /** Why panels cannot be arranged, if so. */
  fixed?: string;
  edit: (panel: Panel) => void;
  remove: (panel: Panel) => void;
  place: (panel: Panel, pos: GridPos) => void;
}

/** Null while a dashboard is only looked at. */
export const EditingContext = createContext<Editing | null>(null);
export const useEditing = () => useContext(EditingContext);
