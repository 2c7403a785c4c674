import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, it, vi } from 'vitest';
import type { OpenedDashboard } from '../../api/dashboards';
import { EmptinessProvider, useTellEmptiness, type Emptiness } from './emptiness';
import { NothingCollected } from './NothingCollected';

vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);

function Panel({ what }: { what: Emptiness | null }) {
  useTellEmptiness(what);
  return null;
}

const page = document.createElement('div');
const root = createRoot(page);
async function show(panels: (Emptiness | null)[], kind = 'builtin'): Promise<string> {
  const opened = { dashboard: { description: 'From an exporter.' }, source: { kind } } as OpenedDashboard;
  await act(async () =>
    root.render(
      <EmptinessProvider>
        <NothingCollected opened={opened} />
        {panels.map((what, i) => (
          <Panel key={i} what={what} />
        ))}
      </EmptinessProvider>,
    ),
  );
  return page.textContent;
}

it('says what to collect once every panel in sight was answered with nothing', async () => {
  expect(await show(['pending', 'pending', null])).toBe('');
  expect(await show(['empty', 'pending', null])).toBe('');
  expect(await show(['empty', 'empty', null])).toContain('From an exporter. How to collect it: docs/dashboards.md');
  expect(await show(['pending', 'empty', null]), 'while it is asked again').toContain('From an exporter.');
  expect(await show(['empty', 'full', null])).toBe('');
  expect(await show(['empty']), 'a panel that is gone tells nothing').toContain('From an exporter.');
  expect(await show(['empty'], 'edited'), 'what people made themselves').toBe('');
});
