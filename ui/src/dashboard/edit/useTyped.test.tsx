import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { beforeEach, expect, it, vi } from 'vitest';
import { useTyped } from './useTyped';

function Field({ value, onDone, pause }: { value: string; onDone: (text: string) => void; pause?: number }) {
  const { typed, type, field } = useTyped(value, onDone, pause);
  return <input {...field} value={typed} onChange={(event) => type(event.currentTarget.value)} />;
}

let page: HTMLElement;
let root: Root;
let done: string[];
beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  page = document.body.appendChild(document.createElement('div'));
  root = createRoot(page);
  done = [];
});
const show = (value: string, pause?: number) => act(async () => root.render(<Field value={value} pause={pause} onDone={(text) => done.push(text)} />));
const input = () => page.querySelector('input')!;
const type = (text: string) =>
  act(async () => {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')!.set!.call(input(), text);
    input().dispatchEvent(new Event('input', { bubbles: true }));
  });

it('hands over after a pause what was typed before it', async () => {
  vi.useFakeTimers();
  await show('a', 600);
  await type('ab');
  await act(async () => vi.advanceTimersByTime(500));
  await type('abc');
  await act(async () => vi.advanceTimersByTime(500));
  expect(done).toEqual([]);
  await act(async () => vi.advanceTimersByTime(100));
  expect(done).toEqual(['abc']);
  vi.useRealTimers();
});

it('hands over what was typed when the field is left, with Enter and when the form goes away, each once', async () => {
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
