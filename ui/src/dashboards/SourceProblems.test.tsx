import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it, vi } from 'vitest';
import type { DashboardSources } from '../api/dashboards';
import { SourceProblems } from './SourceProblems';

afterEach(() => vi.unstubAllGlobals());

async function show(answer: DashboardSources): Promise<HTMLElement> {
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(answer)));
  const page = document.createElement('div');
  await act(async () =>
    createRoot(page).render(
      <MantineProvider>
        <QueryClientProvider client={new QueryClient()}>
          <SourceProblems />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  );
  await act(() => new Promise((resolve) => setTimeout(resolve)));
  return page;
}

it('says nothing while every source is read', async () => {
  const page = await show({ sources: [{ kind: 'folder', name: 'boards', refused: [] }], servicesNotAsked: 0 });
  expect(page.querySelector('section')).toBeNull();
});

it('names files that were refused, sources that are away and services that nobody asks', async () => {
  const page = await show({
    sources: [
      { kind: 'folder', name: 'boards', refused: [{ origin: 'team/b.json', reason: 'line 1: invalid character' }] },
      { kind: 'git', name: 'shop', error: 'it has no main: name a branch that it has', refused: [] },
    ],
    servicesNotAsked: 3,
  });
  expect([...page.querySelectorAll('li')].map((row) => [...row.children].map((part) => part.textContent))).toEqual([
    ['team/b.json', 'line 1: invalid character', 'folder boards'],
    ['git shop', 'it has no main: name a branch that it has'],
    ['3 services', 'not asked for their dashboards: there are too many'],
  ]);
});
