import { ActionIcon, Button } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { NumberField, TextField } from './fields';
import css from './edit.module.css';

export interface Step {
  /** Null for the first: everything below the others. */
  value: number | null;
  color: string;
}

/** The first has no value, whichever it was before. */
const withBase = (steps: Step[]) => steps.map((step, i) => (i === 0 ? { ...step, value: null } : step));

/** From which value on which colour. */
export function Thresholds({ steps, onChange }: { steps: Step[]; onChange: (steps: Step[]) => void }) {
  const put = (i: number, part: Partial<Step>) => onChange(steps.map((step, at) => (at === i ? { ...step, ...part } : step)));
  const add = () => onChange(steps.length === 0 ? [{ value: null, color: 'green' }] : [...steps, { value: (steps.at(-1)!.value ?? 0) + 10, color: 'red' }]);
  return (
    <fieldset className={css.form}>
      <legend>Thresholds</legend>
      {steps.map((step, i) => (
        <div key={i} className={css.bar}>
          {i === 0 ? <span>Base</span> : <NumberField aria-label={`Threshold ${i} from`} value={step.value ?? undefined} onDone={(n) => put(i, { value: n ?? 0 })} />}
          <TextField aria-label={`Colour of threshold ${i}`} value={step.color} onDone={(color) => put(i, { color })} />
          <ActionIcon variant="default" aria-label={`Delete threshold ${i}`} onClick={() => onChange(withBase(steps.filter((_, at) => at !== i)))}>
            <IconTrash size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button variant="default" onClick={add}>
        Add threshold
      </Button>
    </fieldset>
  );
}
