import { useCallback, useState } from 'react';
import { isolate, nothingHidden, toggle } from '../../../chart/visibility';

/** Which items of a legend a person has hidden. */
export function useHidden(keys: readonly string[]) {
  const [hidden, setHidden] = useState(nothingHidden);
  const onIsolate = useCallback((key: string) => setHidden((now) => isolate(now, key, keys)), [keys]);
  const onToggle = useCallback((key: string) => setHidden((now) => toggle(now, key, keys)), [keys]);
  return { hidden, onIsolate, onToggle };
}
