import { createContext, useContext } from 'react';
import type { Change } from '../layout/arrange';
import type { Panel } from '../model/types';

/** What can be done with the panels of a dashboard that is being edited. */
export interface Editing {
  /** Why panels cannot be arranged, if so. */
  fixed?: string;
  edit: (panel: Panel) => void;
  remove: (panel: Panel) => void;
  place: (panel: Panel, change: Change) => void;
}

/** Null while a dashboard is only looked at. */
export const EditingContext = createContext<Editing | null>(null);
export const useEditing = () => useContext(EditingContext);
