import { IconBellOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useSearch } from 'wouter';
import type { Matcher } from '../api/alertmanager';
import { useSilences } from '../api/hooks';
import { PageLink } from '../parts/PageLink';
import { Empty, Loaded, Loading } from '../parts/states';
import { copyOf, draftOf, newDraft } from './draft';
import { Editor } from './Editor';
import { parseMatcher } from './matchers';
import { useAuthor } from './useAuthor';

/** A new silence; links may bring matchers along. */
export function NewSilence() {
  const search = useSearch();
  const [author] = useAuthor();
  const [draft] = useState(() => newDraft(matchersIn(search), author));
  return <Editor title="New silence" initial={draft} />;
}

function matchersIn(search: string): Matcher[] {
  return new URLSearchParams(search)
    .getAll('matcher')
    .map(parseMatcher)
    .filter((matcher): matcher is Matcher => !('error' in matcher));
}

export function EditSilence({ id, copy = false }: { id: string; copy?: boolean }) {
  const silences = useSilences();
  const [author] = useAuthor();
  return (
    <Loaded query={silences} loading={<Loading rows={8} height={28} />}>
      {(list) => {
        const silence = list.find((one) => one.id === id);
        if (silence === undefined) return <Gone />;
        return copy || silence.status.state === 'expired' ? (
          <Editor key={id} title="Make the silence again" initial={copyOf(silence, author)} />
        ) : (
          <Editor key={id} title="Edit silence" initial={draftOf(silence)} />
        );
      }}
    </Loaded>
  );
}

function Gone() {
  return (
    <Empty icon={<IconBellOff size={28} stroke={1.5} aria-hidden />} title="There is no such silence">
      It may have been deleted some days after it ended. <PageLink to="/silences">All silences</PageLink>
    </Empty>
  );
}
