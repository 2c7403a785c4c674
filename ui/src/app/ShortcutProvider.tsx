import { createContext, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { createSequencer, isForPage, type Shortcut } from './shortcuts';

interface Registry {
  add: (shortcut: Shortcut) => () => void;
  list: () => Shortcut[];
}

const ShortcutContext = createContext<Registry | null>(null);

function useRegistry(): Registry {
  const registry = useContext(ShortcutContext);
  if (registry === null) throw new Error('shortcuts need a ShortcutProvider above them');
  return registry;
}

/** Listens to the keyboard for everything below it. */
export function ShortcutProvider({ children }: { children: ReactNode }) {
  const [registered] = useState(() => new Set<Shortcut>());
  const registry = useMemo<Registry>(
    () => ({
      add: (shortcut) => {
        registered.add(shortcut);
        return () => registered.delete(shortcut);
      },
      list: () => [...registered],
    }),
    [registered],
  );

  useEffect(() => {
    const step = createSequencer(registry.list);
    const onKey = (event: KeyboardEvent) => {
      if (!isForPage(event)) return;
      const shortcut = step(event.key, event.timeStamp);
      if (shortcut === null) return;
      event.preventDefault();
      shortcut.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [registry]);

  return <ShortcutContext value={registry}>{children}</ShortcutContext>;
}

/** Offers a shortcut for as long as the component is shown. */
export function useShortcut(keys: string, description: string, run: () => void) {
  const registry = useRegistry();
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => registry.add({ keys, description, run: () => latest.current() }), [registry, keys, description]);
}

/** Everything that can be pressed on the present page, for the help overlay. */
export const useShortcutList = () => useRegistry().list;
