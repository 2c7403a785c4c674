import { NumberInput, Textarea, TextInput, type NumberInputProps, type TextareaProps, type TextInputProps } from '@mantine/core';
import { PromQLEditor } from '../../explore/editor/PromQLEditor';
import { useTyped } from './useTyped';

/** Somebody who looks what a title or a limit does waits this long, in milliseconds. */
const pause = 600;

interface Typed<T> {
  value: T;
  /** Called when somebody is done typing. */
  onDone: (value: T) => void;
}

export function TextField({ value, onDone, ...more }: Typed<string> & Omit<TextInputProps, 'value'>) {
  const { typed, type, field } = useTyped(value, onDone, pause);
  return <TextInput {...more} {...field} value={typed} onChange={(event) => type(event.currentTarget.value)} />;
}

export function LinesField({ value, onDone, ...more }: Typed<string> & Omit<TextareaProps, 'value'>) {
  const { typed, type, field } = useTyped(value, onDone, pause);
  return <Textarea {...more} {...field} autosize value={typed} onChange={(event) => type(event.currentTarget.value)} />;
}

/** Empty is undefined. */
export function NumberField({ value, onDone, ...more }: Typed<number | undefined> & Omit<NumberInputProps, 'value'>) {
  // As text: "-" and "0." are on their way to be numbers.
  const { typed, type, field } = useTyped(value === undefined ? '' : String(value), (text) => (text === '' || Number.isFinite(Number(text))) && onDone(text === '' ? undefined : Number(text)), pause);
  return <NumberInput {...more} {...field} value={typed} onChange={(n) => type(String(n))} />;
}

/** Enter and Ctrl+Enter ask the query, as they do in Explore; so does leaving it. */
export function QueryField({ value, onDone, label, autofocus }: Typed<string> & { label: string; autofocus?: boolean }) {
  const { typed, type, finish } = useTyped(value, onDone);
  return (
    <div onBlur={finish}>
      <PromQLEditor value={typed} ariaLabel={label} autofocus={autofocus} hint="PromQL, asked with Enter" onChange={type} onRun={finish} onFocus={() => undefined} />
    </div>
  );
}
