import { createContext, useContext } from 'react';
import type { Dashboard } from '../model/types';
import type { PanelTime } from '../panels/contract';
import type { Filter, Scope } from '../variables/types';

/** What every panel of a dashboard needs to know of the page it stands on. */
export interface DashboardContext {
  dashboard: Dashboard;
  time: PanelTime;
  timeZone: string;
  /** What the dashboard's variables stand for. */
  scope: Scope;
  /** What an ad hoc variable adds to every query. */
  filters: readonly Filter[];
  /** Labels by which a variable groups every aggregation. */
  groups: readonly string[];
  /** Whether variables are settled: until then, panels do not ask. */
  ready: boolean;
  onZoom: (from: number, to: number) => void;
  /** Panels with the same key share their crosshair. */
  syncKey?: string;
}

export const DashboardContext = createContext<DashboardContext | null>(null);

export function useDashboard(): DashboardContext {
  const context = useContext(DashboardContext);
  if (!context) throw new Error('a panel stands outside of a dashboard');
  return context;
}
