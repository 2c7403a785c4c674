import { useQueryClient } from '@tanstack/react-query';
import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useSearchParam } from '../url/search';

/** The first element of the query keys that every refresh fetches anew. */
export const live = 'live';

export const refreshChoices = ['off', '5s', '15s', '30s', '1m', '5m'];
const defaultRefresh = '15s';

interface Refresh {
  /** The moment that “now” stands for, in Unix milliseconds. It moves with each refresh. */
  now: number;
  refresh: () => void;
}

const RefreshContext = createContext<Refresh>({ now: 0, refresh: () => {} });

export const useRefresh = () => useContext(RefreshContext);

export function useRefreshInterval(): [string, (choice: string) => void] {
  const [choice, set] = useSearchParam('refresh', defaultRefresh);
  return [refreshChoices.includes(choice) ? choice : defaultRefresh, set];
}

export function intervalMs(choice: string): number | null {
  const match = /^(\d+)([sm])$/.exec(choice);
  return match ? Number(match[1]) * (match[2] === 'm' ? 60_000 : 1000) : null;
}

/** Holds the page's clock. It stands still while the tab is hidden and catches up when it is shown. */
export function RefreshProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [now, setNow] = useState(() => Date.now());
  const latest = useRef(now);
  const [choice] = useRefreshInterval();
  const [path] = useLocation();

  const refresh = useCallback(() => {
    latest.current = Date.now();
    setNow(latest.current);
    void client.invalidateQueries({ queryKey: [live] }, { cancelRefetch: false });
  }, [client]);

  useEffect(() => {
    const every = intervalMs(choice);
    if (every === null) return;
    const refreshIfDue = () => {
      if (document.visibilityState === 'visible' && Date.now() - latest.current >= every) refresh();
    };
    const timer = window.setInterval(refreshIfDue, 1000);
    document.addEventListener('visibilitychange', refreshIfDue);
    return () => {
      window.clearInterval(timer);
      document.removeEventListener('visibilitychange', refreshIfDue);
    };
  }, [choice, refresh]);

  // A page opened a while after the last refresh starts with the present.
  useEffect(() => {
    if (Date.now() - latest.current > 1000) refresh();
  }, [path, refresh]);

  const value = useMemo(() => ({ now, refresh }), [now, refresh]);
  return <RefreshContext value={value}>{children}</RefreshContext>;
}
