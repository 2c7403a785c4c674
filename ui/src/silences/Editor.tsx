import { Button, Textarea, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { saveSilence } from '../api/alertmanager';
import { formatAgo, formatMoment } from '../format/duration';
import { PageLink } from '../parts/PageLink';
import { Panel } from '../parts/Panel';
import { live, useRefresh } from '../time/refresh';
import { useHrefTo } from '../url/search';
import { endOf, problemsOf, toSilence, type Draft } from './draft';
import { MatcherEditor } from './MatcherEditor';
import { Preview } from './Preview';
import css from './silences.module.css';
import { useAuthor } from './useAuthor';

const presets = ['30m', '1h', '2h', '4h', '8h', '1d', '3d', '1w'];

export function Editor({ title, initial }: { title: string; initial: Draft }) {
  const [draft, setDraft] = useState(initial);
  const [tried, setTried] = useState(false);
  const { now } = useRefresh();
  const problems = problemsOf(draft, now);
  const save = useSave(draft);
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  // Nobody wants to be told what is missing before they had the time to type it.
  const shown = tried ? problems : {};

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(problems).length === 0) save.mutate();
  };

  return (
    <div className={css.editor}>
      <Panel title={title}>
        <form className={css.form} onSubmit={submit} noValidate>
          <MatcherEditor
            matchers={draft.matchers}
            onChange={(matchers) => change({ matchers })}
            problem={shown.matchers}
          />
          <div className={css.times}>
            <TextInput
              label="Starts"
              value={draft.starts}
              onChange={(event) => change({ starts: event.currentTarget.value })}
              error={problems.starts}
              spellCheck={false}
            />
            <TextInput
              label="Lasts or ends"
              value={draft.ends}
              onChange={(event) => change({ ends: event.currentTarget.value })}
              error={problems.ends}
              description={describeEnd(draft, now)}
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              spellCheck={false}
            />
          </div>
          <Presets current={draft.ends} onPick={(ends) => change({ ends })} />
          <TextInput
            label="Author"
            value={draft.author}
            onChange={(event) => change({ author: event.currentTarget.value })}
            error={shown.author}
            autoComplete="username"
            withAsterisk
          />
          <Textarea
            label="Comment"
            value={draft.comment}
            onChange={(event) => change({ comment: event.currentTarget.value })}
            error={shown.comment}
            placeholder="Why, and where to read more"
            autosize
            minRows={2}
            withAsterisk
          />
          {save.error && (
            <p className={css.problem} role="alert">
              The server refused: {save.error.message}
            </p>
          )}
          <div className={css.formButtons}>
            <PageLink to="/silences">Cancel</PageLink>
            <Button type="submit" size="sm" loading={save.isPending}>
              {draft.original ? 'Save the change' : 'Make the silence'}
            </Button>
          </div>
        </form>
      </Panel>
      <Preview matchers={draft.matchers} />
    </div>
  );
}

function useSave(draft: Draft) {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const hrefTo = useHrefTo();
  const [, rememberAuthor] = useAuthor();
  return useMutation({
    mutationFn: () => saveSilence(toSilence(draft, Date.now())),
    onSuccess: async () => {
      rememberAuthor(draft.author.trim());
      await client.invalidateQueries({ queryKey: [live] });
      notifications.show({ message: draft.original ? 'The silence was changed.' : 'The silence holds.' });
      navigate(hrefTo('/silences'));
    },
  });
}

function describeEnd(draft: Draft, now: number): string | undefined {
  const end = endOf(draft, now);
  return end === null || end <= now ? undefined : `${formatMoment(end)}, ${formatAgo(end, now)}`;
}

function Presets({ current, onPick }: { current: string; onPick: (length: string) => void }) {
  return (
    <div className={css.presets} role="group" aria-label="Lasts">
      {presets.map((length) => (
        <button key={length} type="button" aria-pressed={length === current} onClick={() => onPick(length)}>
          {length}
        </button>
      ))}
    </div>
  );
}
