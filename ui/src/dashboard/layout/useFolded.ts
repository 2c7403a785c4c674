import { useCallback, useState } from 'react';
import type { Section } from './sections';

/** Which rows are folded: as the dashboard was saved, until a person turns one. */
export function useFolded(sections: Section[]): [(key: string) => boolean, (key: string) => void] {
  const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());
  const isFolded = (key: string) => {
    const saved = sections.find((section) => section.key === key)?.row?.collapsed ?? false;
    return turned.has(key) ? !saved : saved;
  };
  const toggle = useCallback((key: string) => {
    setTurned((now) => {
      const next = new Set(now);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }, []);
  return [isFolded, toggle];
}
