import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import type { Dashboard } from '../model/types';
import { useSavedTime } from './useSavedTime';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

function Opened({ dashboard }: { dashboard: Dashboard }) {
  useSavedTime(dashboard);
  return null;
}

it.each([
  ['', '?from=now-6h&to=now&refresh=30s'],
  ['?from=now-5m&to=now', '?from=now-5m&to=now&refresh=30s'],
  ['?from=1600000000000&to=1600003600000', '?from=1600000000000&to=1600003600000'],
  ['?from=now-5m&to=now&refresh=off', '?from=now-5m&to=now&refresh=off'],
])('opens “%s” as “%s”', async (search, want) => {
  window.history.replaceState(null, '', `/d/x${search}`);
  const dashboard = { time: { from: 'now-6h', to: 'now' }, refresh: '30s' } as Dashboard;
  const root = createRoot(document.createElement('div'));
  await act(async () => root.render(<Opened dashboard={dashboard} />));
  expect(window.location.search).toBe(want);
  await act(async () => root.unmount());
});
