import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import css from './edit.module.css';

/** JSON to be changed by hand; nothing happens before it is applied. */
export function JsonForm({ text, label, onApply }: { text: string; label: string; onApply: (text: string) => void }) {
  const [typed, setTyped] = useState(text);
  const [given, setGiven] = useState(text);
  // The page beside it stays alive: what changes there shows here, unless it would overwrite what somebody has typed.
  if (given !== text && typed === given) {
    setTyped(text);
    setGiven(text);
  }
  const wrong = problemOf(typed);
  const undoes = given === text ? undefined : 'Something else was changed since this form was opened: to apply this undoes it.';
  return (
    <div className={css.form}>
      <Textarea className={css.json} label={label} autosize minRows={12} maxRows={34} spellCheck={false} value={typed} onChange={(e) => setTyped(e.currentTarget.value)} error={wrong ?? undoes} />
      <Button disabled={wrong !== undefined || typed === text} onClick={() => onApply(typed)}>
        Apply
      </Button>
    </div>
  );
}

/** Why a text is no JSON object, in the words of the browser, which name the place. */
export function problemOf(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'This is JSON, but no object: a dashboard begins with {.';
  } catch (error) {
    return `This is no JSON: ${(error as Error).message}`;
  }
}
