import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import { useTyped } from './useTyped';

function Field({ value, onDone }: { value: string; onDone: (text: string) => void }) {
  const { typed, type, field } = useTyped(value, onDone);
  return <input {...field} value={typed} onChange={(event) => type(event.currentTarget.value)} />;
}

it('hands over what was typed when the field is left, with Enter and when the form goes away, each once', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const page = document.body.appendChild(document.createElement('div'));
  const root = createRoot(page);
  const done: string[] = [];
  const show = (value: string) => act(async () => root.render(<Field value={value} onDone={(text) => done.push(text)} />));
  const input = () => page.querySelector('input')!;
  const type = (text: string) =>
    act(async () => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input(), text);
      input().dispatchEvent(new Event('input', { bubbles: true }));
    });
  await show('a');
  await type('ab');
  await type('abc');
  expect(done).toEqual([]);
  await act(async () => void input().dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
  expect(done).toEqual(['abc']);
  await show('abc');
  await act(async () => void input().dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
  expect(done).toEqual(['abc']);
  await type('abcd');
  await act(async () => void input().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true })));
  await show('abcd');
  await type('e');
  await act(async () => root.unmount());
  expect(done).toEqual(['abc', 'abcd', 'e']);
});
