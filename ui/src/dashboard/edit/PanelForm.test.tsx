import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import type { PromQLEditorProps } from '../../explore/editor/PromQLEditor';
import type { Panel } from '../model/types';
import { PanelForm } from './PanelForm';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
Object.defineProperty(document, 'fonts', { value: new EventTarget() });
// It needs a browser that lays out; where the focus ends up is tested in one.
vi.mock('../../explore/editor/PromQLEditor', () => ({
  PromQLEditor: ({ ariaLabel, autofocus }: PromQLEditorProps) => <input aria-label={ariaLabel} data-wants-focus={autofocus} />,
}));

const panel = (type: string, options = {}): Panel =>
  ({ id: 1, type, title: 'p', options, fieldConfig: { defaults: {}, overrides: [] }, targets: [{ refId: 'A', expr: 'up' }] }) as unknown as Panel;

async function formOf(of: Panel, focusQuery = false) {
  const page = document.body.appendChild(document.createElement('div'));
  const changes: unknown[][] = [];
  await act(async () =>
    createRoot(page).render(
      <QueryClientProvider client={new QueryClient()}>
        <MantineProvider>
          <PanelForm panel={of} focusQuery={focusQuery} onChange={(_panel, key, value) => changes.push([key.join('.'), value])} />
        </MantineProvider>
      </QueryClientProvider>,
    ),
  );
  const labels = [...page.querySelectorAll('label')].map((label) => label.textContent);
  return { page, labels, changes };
}

it('asks of a text what it says and how that is read, and of nothing that it has not', async () => {
  const { page, labels, changes } = await formOf(panel('text', { mode: 'html', content: '<b>x</b>' }));
  expect(labels).toEqual(['Title', 'Description', 'Type', 'Content', 'Mode']);
  expect(page.textContent).not.toMatch(/Add query|Unit|Legend|Thresholds/);
  const content = [...page.querySelectorAll('textarea')].find((area) => area.value === '<b>x</b>')!;
  await act(async () => {
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')!.set!.call(content, '<b>y</b>');
    content.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await act(async () => void content.dispatchEvent(new FocusEvent('focusout', { bubbles: true })));
  expect(changes).toEqual([['options.content', '<b>y</b>']]);
});

it('asks of what draws data its query, which takes the focus of who just added it', async () => {
  const { page, labels } = await formOf(panel('stat'), true);
  expect(labels).toEqual(expect.arrayContaining(['Legend of A', 'Unit']));
  expect(page.querySelector('[data-wants-focus="true"]')?.getAttribute('aria-label')).toBe('Query A');
});
