import { Button, TextInput } from '@mantine/core';
import { lazy, Suspense, useState, type FormEvent } from 'react';
import { Loading } from '../parts/states';
import { formatInput, quickRanges, resolveRange, type RangeText } from './range';
import css from './RangeForm.module.css';
import { useRefresh } from './refresh';
import type { TimeRange } from './useTimeRange';

const RangeCalendar = lazy(() => import('./RangeCalendar'));

/** The picker's inside: ranges by name at the left, any range by text or calendar at the right. */
export function RangeForm({ range, onDone }: { range: TimeRange; onDone: () => void }) {
  const { now } = useRefresh();
  const [draft, setDraft] = useState<RangeText>(() => editable(range));
  const resolved = resolveRange(draft, now);
  const problem = 'error' in resolved ? resolved.error : null;

  const apply = (chosen: RangeText) => {
    range.set(chosen);
    onDone();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === null) apply({ from: draft.from.trim(), to: draft.to.trim() });
  };

  return (
    <div className={css.layout}>
      <ul className={css.quick} aria-label="Ranges by name">
        {quickRanges.map(({ label, range: quick }) => {
          const current = quick.from === range.from && quick.to === range.to;
          return (
            <li key={label}>
              <button type="button" aria-current={current || undefined} onClick={() => apply(quick)}>
                {label}
              </button>
            </li>
          );
        })}
      </ul>
      <form className={css.form} onSubmit={submit}>
        <TextInput
          label="From"
          value={draft.from}
          onChange={(event) => setDraft({ ...draft, from: event.currentTarget.value })}
          data-autofocus
          spellCheck={false}
        />
        <TextInput
          label="To"
          value={draft.to}
          onChange={(event) => setDraft({ ...draft, to: event.currentTarget.value })}
          spellCheck={false}
        />
        <p className={css.note} data-problem={problem !== null || undefined} aria-live="polite">
          {problem ?? 'A date and time, or relative: now-6h, now-1d/d'}
        </p>
        <Suspense fallback={<Loading rows={6} />}>
          <RangeCalendar onChange={setDraft} />
        </Suspense>
        <Button type="submit" disabled={problem !== null} fullWidth>
          Show this range
        </Button>
      </form>
    </div>
  );
}

/** Unix milliseconds suit URLs; a person edits a date. */
function editable({ from, to, start, end }: TimeRange): RangeText {
  return { from: from.includes('now') ? from : formatInput(start), to: to.includes('now') ? to : formatInput(end) };
}
