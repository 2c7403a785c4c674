import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { intervalMs, RefreshProvider, useRefresh } from './refresh';

describe('intervalMs', () => {
  it.each([
    ['15s', 15_000],
    ['5m', 300_000],
    ['off', null],
  ])('%s is %s', (choice, ms) => expect(intervalMs(choice)).toBe(ms));
});

describe('RefreshProvider', () => {
  const seen: number[] = [];
  let root: Root;

  function Probe() {
    const { now } = useRefresh();
    if (seen.at(-1) !== now) seen.push(now);
    return null;
  }

  async function show(search: string) {
    window.history.replaceState(null, '', `/${search}`);
    root = createRoot(document.createElement('div'));
    await act(async () =>
      root.render(
        <QueryClientProvider client={new QueryClient()}>
          <RefreshProvider>
            <Probe />
          </RefreshProvider>
        </QueryClientProvider>,
      ),
    );
  }

  const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

  function setVisibility(state: DocumentVisibilityState) {
    vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state);
    return act(async () => document.dispatchEvent(new Event('visibilitychange')));
  }

  beforeEach(() => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    vi.useFakeTimers({ now: 1_000_000 });
    seen.length = 0;
  });
  afterEach(async () => {
    await act(async () => root.unmount());
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it('moves now at the chosen pace', async () => {
    await show('?refresh=5s');
    await pass(6_000);
    await pass(6_000);
    expect(seen).toEqual([1_000_000, 1_005_000, 1_010_000]);
  });

  it('stands still when switched off', async () => {
    await show('?refresh=off');
    await pass(600_000);
    expect(seen).toEqual([1_000_000]);
  });

  it('pauses in a hidden tab and catches up at once when it is shown', async () => {
    await show('?refresh=5s');
    await setVisibility('hidden');
    await pass(60_000);
    expect(seen).toEqual([1_000_000]);
    await setVisibility('visible');
    expect(seen).toEqual([1_000_000, 1_060_000]);
  });
});
