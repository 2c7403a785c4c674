import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type Dispatch, type SetStateAction } from 'react';
import { normalise, type Normalised } from '../../api/dashboards';

export interface Draft {
  text: string;
  /** What the text means; while a change is on its way, or is no dashboard, what it meant before. */
  drawn: Normalised;
  /** The text that `drawn` is of. */
  drawnText: string;
  dirty: boolean;
  /** Why the text is no dashboard. */
  problem?: string;
  change: Dispatch<SetStateAction<string>>;
}

/** A stored document that is being changed, and what it means at the moment. */
export function useDraft(stored: string, opened: Normalised, first = stored): Draft {
  const [text, change] = useState(first);
  const dirty = text !== stored;
  const preview = useQuery({
    queryKey: ['normalise', text],
    queryFn: async ({ signal }) => ({ text, drawn: await normalise(text, signal) }),
    enabled: dirty,
    gcTime: 0,
  });
  const [last, setLast] = useState({ text: stored, drawn: opened });
  const now = dirty ? (preview.data ?? last) : { text: stored, drawn: opened };
  if (now.text !== last.text) setLast(now);
  useKept(dirty);
  return { text, drawn: now.drawn, drawnText: now.text, dirty, problem: dirty ? preview.error?.message : undefined, change };
}

const question = 'Leave without saving the changes of this dashboard?';

/** Asks before unsaved changes are left, by a link of this page or by the browser. */
function useKept(dirty: boolean) {
  useEffect(() => {
    if (!dirty) return;
    const stop = new AbortController();
    window.addEventListener('beforeunload', (event) => event.preventDefault(), { signal: stop.signal });
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element).closest?.('a[href]:not([target]):not([download])');
      if (!link || window.confirm(question)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('click', onClick, { capture: true, signal: stop.signal });
    return () => stop.abort();
  }, [dirty]);
}
