import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { normalise, type Normalised } from '../../api/dashboards';

export interface Draft {
  text: string;
  /** The text as it is drawn; while a change is on its way, or is no dashboard, what it was before. */
  drawn: Normalised;
  dirty: boolean;
  /** Why the text is no dashboard. */
  problem?: string;
  change: (text: string) => void;
}

/** A stored document that is being changed, and what it means at the moment. */
export function useDraft(stored: string, opened: Normalised, first = stored): Draft {
  const [text, change] = useState(first);
  const dirty = text !== stored;
  const preview = useQuery({
    queryKey: ['normalise', text],
    queryFn: ({ signal }) => normalise(text, signal),
    enabled: dirty,
    placeholderData: (before) => before,
    retry: false,
    gcTime: 0,
  });
  useKept(dirty);
  return { text, drawn: (dirty && preview.data) || opened, dirty, problem: preview.error?.message, change };
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
