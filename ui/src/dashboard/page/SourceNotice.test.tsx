import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, it, vi } from 'vitest';
import type { OpenedDashboard } from '../../api/dashboards';
import { ApiError } from '../../api/http';
import { Failure } from '../../parts/states';
import { describeSource } from './DashboardHead';
import { SourceNotice } from './SourceNotice';

const opened = (part: Partial<OpenedDashboard>) =>
  ({ uid: 'shop', title: 'Shop', version: 2, readOnly: true, source: { kind: 'service', name: 'shop', origin: 'shop-main.json' }, ...part }) as OpenedDashboard;

async function show(what: ReactNode): Promise<HTMLElement> {
  const page = document.createElement('div');
  await act(async () =>
    createRoot(page).render(
      <MantineProvider>
        <QueryClientProvider client={new QueryClient()}>{what}</QueryClientProvider>
      </MantineProvider>,
    ),
  );
  return page;
}

afterEach(() => vi.unstubAllGlobals());

it('says nothing of a dashboard that is as its source has it', async () => {
  expect((await show(<SourceNotice opened={opened({})} />)).querySelector('div, button')).toBeNull();
});

it('says why the newest document was refused, and which version is shown', async () => {
  const said = (await show(<SourceNotice opened={opened({ broken: 'line 1: invalid character\n' })} />)).textContent;
  expect(said).toContain('version 2 is shown until shop-main.json is mended');
  expect(said).toContain('line 1: invalid character');
});

it('lets somebody delete what its source no longer has, after asking', async () => {
  const sent: string[] = [];
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    sent.push(`${method} ${path}`);
    return new Response('{}');
  });
  vi.stubGlobal('confirm', () => true);
  const page = await show(<SourceNotice opened={opened({ staleSince: '2026-11-21T12:50:43Z' })} />);
  await act(async () => page.querySelector('button')!.click());
  expect(sent).toEqual(['DELETE /lookout/api/v1/dashboards/shop']);
});

it.each([
  [{ kind: 'service', name: 'shop', origin: 'shop-main.json', release: '1.4.0' }, true, 'service shop 1.4.0, shop-main.json (to be changed there)'],
  [{ kind: 'edited', name: '' }, false, 'edited'],
  [{ kind: 'builtin', name: 'lookout', release: 'v1' }, true, 'comes with Lookout v1'],
])('describes %o', (source, readOnly, said) => expect(describeSource(source, readOnly)).toBe(said));

it.each([
  ['there is no such dashboard', 'deleted or renamed'],
  ['nothing is at /lookout/api/v1/nosuch', 'different versions'],
])('advises on 404 “%s”', async (message, advice) => {
  expect((await show(<Failure error={new ApiError('refused', message, 404)} />)).textContent).toContain(advice);
});
