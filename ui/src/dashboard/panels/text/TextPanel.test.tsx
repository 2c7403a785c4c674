import { createRoot } from 'react-dom/client';
import { act } from 'react';
import { expect, it } from 'vitest';
import type { PanelProps } from '../contract';
import TextPanel from './TextPanel';

(globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;

function drawn(mode: string, content: string, value = ''): HTMLElement {
  const box = document.createElement('div');
  const props = { panel: { options: { mode, content } }, interpolate: (text: string) => text.replace('$x', value) };
  act(() => createRoot(box).render(<TextPanel {...(props as unknown as PanelProps)} />));
  return box;
}

it('shows markdown', () => expect(drawn('markdown', '# Hello\n\n*world*').querySelector('h1')?.textContent).toBe('Hello'));

it.each([
  ['html', '<img src=x onerror="alert(1)">', ''],
  ['html', '<script>alert(1)</script><b>kept</b>', ''],
  ['html', '<a href="javascript:alert(1)">a</a>', ''],
  ['html', '<iframe src="about:blank"></iframe>', ''],
  ['markdown', '[a](javascript:alert(1))', ''],
  ['markdown', 'value: $x', '<svg onload="alert(1)">'],
])('runs no script of %s: %s %s', (mode, content, value) => {
  const box = drawn(mode, content, value);
  expect(box.querySelector('script, iframe')).toBeNull();
  const attributes = [...box.querySelectorAll('*')].flatMap((element) => [...element.attributes]);
  expect(attributes.filter(({ name, value }) => name.startsWith('on') || /javascript:/i.test(value))).toEqual([]);
});

it('links to pictures from elsewhere instead of loading them', () => {
  const box = drawn('markdown', '![Logo](https://example.org/logo.png) ![own](data:image/png;base64,AAAA)');
  expect([...box.querySelectorAll('img')].map((image) => image.alt)).toEqual(['own']);
  expect(box.querySelector('a')?.textContent).toBe('Logo');
});

it('shows code as it is', () => expect(drawn('code', '<b>x</b>').querySelector('pre')?.textContent).toBe('<b>x</b>'));
