import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Annotation, Dashboard } from '../model/types';
import type { PanelAnnotation } from '../panels/contract';
import { emptyScope } from '../variables/scope';
import { AnnotationBar } from './AnnotationBar';
import { MarkedContext, usePanelMarks } from './context';
import { useAnnotations } from './useAnnotations';

const time = { from: 0, to: 3_600_000 };
let page: HTMLElement;
let root: Root;
let asked: string[];
let answers: Record<string, Response | (() => string)>;
const drawn: Record<number, PanelAnnotation[]> = {};

function PanelOf({ id }: { id: number }) {
  drawn[id] = usePanelMarks(id, time);
  return null;
}

function Page({ dashboard }: { dashboard: Dashboard }) {
  const { switches, marked, turn } = useAnnotations({ dashboard, time, scope: emptyScope, filters: [], resolved: [], ready: true });
  return (
    <MarkedContext value={marked}>
      <AnnotationBar switches={switches} onTurn={turn} />
      <PanelOf id={1} />
      <PanelOf id={2} />
    </MarkedContext>
  );
}

const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 30)));

async function show(...list: Partial<Annotation>[]) {
  const dashboard = { annotations: { list: list.map((one) => ({ name: '', enable: true, ...one })) }, templating: { list: [] } } as unknown as Dashboard;
  const client = new QueryClient();
  await act(async () =>
    root.render(
      <MantineProvider>
        <QueryClientProvider client={client}>
          <Page dashboard={dashboard} />
        </QueryClientProvider>
      </MantineProvider>,
    ),
  );
  await settle();
}

const control = (name: string) => [...page.querySelectorAll<HTMLElement>('[data-annotation]')].find((one) => one.textContent === name)!;
const isOn = (name: string) => control(name).querySelector('input')!.checked;
const note = (name: string) => control(name).querySelector('[role="note"]')?.getAttribute('aria-label');
async function turn(name: string) {
  await act(async () => control(name).querySelector('input')!.click());
  await settle();
}

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  asked = [];
  answers = {};
  vi.stubGlobal('fetch', async (_path: string, { body }: { body: URLSearchParams }) => {
    const expr = body.get('query')!;
    asked.push(expr);
    const answer = answers[expr];
    if (answer instanceof Response) return answer;
    return new Response(`{"status":"success","data":{"resultType":"matrix","result":[${answer?.() ?? ''}]}}`);
  });
  page = document.body.appendChild(document.createElement('div'));
  root = createRoot(page);
});
afterEach(async () => {
  await act(async () => root.unmount());
  page.remove();
  vi.unstubAllGlobals();
});

const firing = 'ALERTS{alertstate="firing"}';
const down = () => '{"metric":{"__name__":"ALERTS","alertname":"Down"},"values":[[60,"1"],[75,"1"]]}';

it('draws what its author switched on, and asks nothing else', async () => {
  answers = { deploy: () => '{"metric":{"app":"shop"},"values":[[600,"1"]]}', [firing]: down };
  await show({ name: 'Deploys', expr: 'deploy', titleFormat: '{{app}}', filter: { ids: [2] } }, { name: 'Off', expr: 'off', enable: false }, { name: 'Hidden', expr: 'hidden', hide: true });
  expect(asked.toSorted()).toEqual(['deploy', 'hidden']);
  expect([drawn[1], drawn[2]].map((marks) => marks!.map(({ title }) => title))).toEqual([[], ['shop']]);
  expect([...page.querySelectorAll('[data-annotation]')].map((one) => one.textContent)).toEqual(['Alerts', 'Deploys', 'Off']);
  expect([isOn('Alerts'), isOn('Deploys'), isOn('Off')]).toEqual([false, true, false]);
});

it('draws alerts where the dashboard has Grafana’s entry, and puts them away again', async () => {
  answers = { [firing]: down };
  await show({ name: 'Annotations & Alerts', builtIn: 1, type: 'dashboard', hide: true });
  expect(drawn[1]!.map(({ title, time: from, timeEnd }) => [title, from, timeEnd])).toEqual([['Down', 60_000, 75_000]]);
  await turn('Alerts');
  expect([isOn('Alerts'), drawn[1]]).toEqual([false, []]);
});

it('says what failed and what cannot be asked here', async () => {
  answers = { 'up{': new Response('', { status: 500 }), refused: new Response('{"error":"too much"}', { status: 422 }) };
  await show({ name: 'Broken', expr: 'up{' }, { name: 'Refused', expr: 'refused', hide: true }, { name: 'Syslog', expr: '{a="b"}', datasource: { type: 'loki' } });
  expect(note('Broken')).toMatch(/PromQL/);
  expect(note('Refused')).toBe('too much');
  expect(note('Syslog')).toMatch(/logs are not set up/i);
  expect(control('Syslog').querySelector('input')!.disabled).toBe(true);
  expect(asked).toEqual(['refused']);
});
