import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState, type Dispatch, type SetStateAction } from 'react';
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
  /** Lets the page be left without a question: what was changed is kept, or meant to be thrown away. */
  release: () => void;
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
  const release = useKept(dirty);
  return { text, drawn: now.drawn, drawnText: now.text, dirty, release, problem: dirty ? preview.error?.message : undefined, change };
}

const question = 'Leave without saving the changes of this dashboard?';

/** Asks before unsaved changes are left: by a link, a shortcut, the browser's buttons. Returns what lets go of them. */
function useKept(dirty: boolean): () => void {
  const released = useRef(false);
  useEffect(() => {
    if (!dirty) return;
    const stop = new AbortController();
    window.addEventListener('beforeunload', (event) => event.preventDefault(), { signal: stop.signal });
    if ('navigation' in window) {
      const onNavigate = (event: NavigateEvent) => {
        if (released.current || !event.cancelable || !event.destination.sameDocument || stays(event.destination.url)) return;
        if (!window.confirm(question)) event.preventDefault();
      };
      window.navigation.addEventListener('navigate', onNavigate, { signal: stop.signal });
      return () => stop.abort();
    }
    // Older browsers tell of links alone.
    const onClick = (event: MouseEvent) => {
      const link = (event.target as Element).closest?.('a[href]:not([target]):not([download])');
      if (!link || window.confirm(question)) return;
      event.preventDefault();
      event.stopPropagation();
    };
    document.addEventListener('click', onClick, { capture: true, signal: stop.signal });
    return () => stop.abort();
  }, [dirty]);
  return useCallback(() => {
    released.current = true;
  }, []);
}

/** The time range, variables and the like may change: the draft goes on. */
function stays(url: string): boolean {
  const { pathname, searchParams } = new URL(url);
  return pathname === window.location.pathname && searchParams.has('edit');
}
