/** Which of the panels in sight have no data: where none has, something is not collected, and one line may say what. */
import { createContext, useCallback, useContext, useEffect, useId, useRef, useState, type ReactNode } from 'react';

/** A panel that is asked again stays what it was. */
export type Emptiness = 'pending' | 'empty' | 'full';

type Tell = (panel: string, what: Emptiness | null) => void;

const TellContext = createContext<Tell>(() => undefined);
const AllEmptyContext = createContext(false);

/**
 * What panels tell is kept beside React's state, which changes only when the answer does: an update for each of a hundred
 * panels that are answered at once is a chain of updates that React takes for one without end.
 */
export function EmptinessProvider({ children }: { children: ReactNode }) {
  const panels = useRef(new Map<string, Emptiness>());
  const [allEmpty, setAllEmpty] = useState(false);
  const last = useRef(false);
  const tell = useCallback<Tell>((panel, what) => {
    note(panels.current, panel, what);
    const now = panels.current.size > 0 && [...panels.current.values()].every((one) => one === 'empty');
    if (now !== last.current) setAllEmpty((last.current = now));
  }, []);
  return (
    <TellContext value={tell}>
      <AllEmptyContext value={allEmpty}>{children}</AllEmptyContext>
    </TellContext>
  );
}

function note(panels: Map<string, Emptiness>, panel: string, what: Emptiness | null): void {
  if (what === null) panels.delete(panel);
  else if (what !== 'pending' || !panels.has(panel)) panels.set(panel, what);
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
