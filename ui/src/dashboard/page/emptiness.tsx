/** Which of the panels in sight have no data: where none has, something is not collected, and one line may say what. */
import { createContext, useCallback, useContext, useEffect, useId, useMemo, useState, type ReactNode } from 'react';

/** A panel that is asked again stays what it was. */
export type Emptiness = 'pending' | 'empty' | 'full';

type Tell = (panel: string, what: Emptiness | null) => void;

const TellContext = createContext<Tell>(() => undefined);
const AllEmptyContext = createContext(false);

export function EmptinessProvider({ children }: { children: ReactNode }) {
  const [panels, setPanels] = useState<ReadonlyMap<string, Emptiness>>(new Map());
  const tell = useCallback<Tell>((panel, what) => setPanels((now) => told(now, panel, what)), []);
  const allEmpty = useMemo(() => panels.size > 0 && [...panels.values()].every((one) => one === 'empty'), [panels]);
  return (
    <TellContext value={tell}>
      <AllEmptyContext value={allEmpty}>{children}</AllEmptyContext>
    </TellContext>
  );
}

function told(now: ReadonlyMap<string, Emptiness>, panel: string, what: Emptiness | null): ReadonlyMap<string, Emptiness> {
  if ((now.get(panel) ?? null) === what || (what === 'pending' && now.has(panel))) return now;
  const next = new Map(now);
  if (what === null) next.delete(panel);
  else next.set(panel, what);
  return next;
}

/** Tells of the panel that calls it; null for one that is not in sight, or asks nothing. */
export function useTellEmptiness(what: Emptiness | null): void {
  const tell = useContext(TellContext);
  const id = useId();
  useEffect(() => tell(id, what), [tell, id, what]);
  useEffect(() => () => tell(id, null), [tell, id]);
}

/** Whether every panel that was in sight has been answered, with nothing. */
export const useAllEmpty = () => useContext(AllEmptyContext);
