import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { interpolate } from './interpolate';
import type { Variable } from './types';
import { useVariables, type Variables } from './useVariables';
import { VariableBar } from './VariableBar';

const job: Variable = { type: 'query', name: 'job', label: 'Job', query: 'label_values(up, job)', refresh: 1, multi: true };
const host: Variable = { type: 'query', name: 'host', query: 'label_values(up{job=~"$job"}, host)', refresh: 2 };

describe('the bar of variables', () => {
  let root: Root;
  let page: HTMLElement;
  let shown: Variables;
  let answers: Record<string, string[] | Response>;
  let asked: string[];
  const changed = vi.fn();

  function Page({ variables, search, now }: { variables: Variable[]; search: string; now: number }) {
    const range = { start: now - 3_600_000, end: now };
    const about = { title: 'T', uid: 'u', timeZone: 'utc', rangeText: { from: 'now-1h', to: 'now' } };
    shown = useVariables({ variables, search, range, ...about });
    return <VariableBar resolved={shown.resolved} range={range} onChange={changed} onRetry={shown.retry} />;
  }

  async function show(variables: Variable[], search = '', now = 7_200_000) {
    await act(async () => root.render(<App variables={variables} search={search} now={now} />));
    await settle();
  }
  const settle = () => act(() => new Promise((resolve) => setTimeout(resolve, 20)));

  let client: QueryClient;
  function App(props: Parameters<typeof Page>[0]) {
    return (
      <MantineProvider>
        <QueryClientProvider client={client}>
          <Page {...props} />
        </QueryClientProvider>
      </MantineProvider>
    );
  }

  beforeEach(() => {
    vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
    asked = [];
    answers = {};
    vi.stubGlobal('fetch', async (path: string) => {
      const { pathname, searchParams } = new URL(path, 'http://x');
      const question = `${pathname.split('/').at(-2)} ${searchParams.get('match[]')}`;
      asked.push(question);
      const answer = answers[question] ?? [];
      return answer instanceof Response ? answer : new Response(JSON.stringify({ status: 'success', data: answer }));
    });
    client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    page = document.body.appendChild(document.createElement('div'));
    root = createRoot(page);
    changed.mockReset();
  });
  afterEach(async () => {
    await act(async () => root.unmount());
    page.remove();
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  const control = (name: string) => page.querySelector<HTMLElement>(`[data-variable="${name}"]`)!;
  const open = (name: string) => act(async () => control(name).querySelector('button')!.click());
  const options = () => [...document.querySelectorAll<HTMLElement>('[role="option"]')];
  const click = (text: string) =>
    act(async () => [...options(), ...document.querySelectorAll('button')].find((one) => one.textContent === text)!.click());

  it('resolves a chain and asks only for what changed', async () => {
    answers = { 'job up': ['a', 'b'], 'host up{job=~"a"}': ['h1'], 'host up{job=~"(a|b)"}': ['h1', 'h2'] };
    await show([job, host]);
    expect(shown.ready).toBe(true);
    expect(interpolate('${job:csv} $host', shown.scope)).toBe('a h1');
    await show([job, host], '?var-job=a&var-job=b&var-host=h2');
    expect(interpolate('${job:csv} $host', shown.scope)).toBe('a,b h2');
    expect(asked).toEqual(['job up', 'host up{job=~"a"}', 'host up{job=~"(a|b)"}']);
  });

  it('asks anew for a list of the present when a minute has passed, and keeps the old one meanwhile', async () => {
    answers = { 'job up': ['a'], 'host up{job=~"a"}': ['h1'] };
    await show([job, host], '', 7_210_000);
    await show([job, host], '', 7_230_000);
    expect(asked).toHaveLength(2);
    const scope = shown.scope;
    act(() => root.render(<App variables={[job, host]} search="" now={7_290_000} />));
    expect(shown.ready).toBe(true);
    await settle();
    expect(asked.slice(2)).toEqual(['host up{job=~"a"}']);
    expect(interpolate('$host', shown.scope)).toBe(interpolate('$host', scope));
  });

  it('applies several values together', async () => {
    answers = { 'job up': ['a', 'b', 'c'] };
    await show([{ ...job, includeAll: true }], '?var-job=a');
    await open('job');
    expect(options().map(({ textContent }) => textContent)).toEqual(['All', 'a', 'b', 'c']);
    await click('c');
    expect(changed).not.toHaveBeenCalled();
    await click('Apply');
    expect(changed.mock.calls).toEqual([['job', ['a', 'c']]]);
  });

  it('takes one value at once, by the keys too', async () => {
    answers = { 'job up': ['a', 'b', 'c'] };
    await show([{ ...job, multi: false }]);
    await open('job');
    const search = document.querySelector('[role="combobox"]')!;
    const press = (key: string) =>
      act(async () => void search.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })));
    await press('ArrowDown');
    expect(search.getAttribute('aria-activedescendant')).toBe(options()[1]!.id);
    await press('Enter');
    expect(changed.mock.calls).toEqual([['job', 'b']]);
  });

  it('draws a part of a long list', async () => {
    answers = { 'job up': Array.from({ length: 5000 }, (_, i) => `j${i}`) };
    // Nothing has a height in a page that is not laid out.
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(320);
    await show([job]);
    await open('job');
    expect(options().map(({ textContent }) => textContent).slice(0, 3)).toEqual(['j0', 'j1', 'j2']);
    expect(options().length).toBeLessThan(50);
    expect(document.querySelector('[role="combobox"]')!.getAttribute('placeholder')).toBe('Search 5,000');
  });

  it('says what failed and asks again', async () => {
    const refusal = JSON.stringify({ status: 'error', errorType: 'bad_data', error: 'too many series' });
    answers = { 'job up': new Response(refusal, { status: 422 }) };
    await show([{ ...job, hide: 2 }, { type: 'custom', name: 'other', query: '1' }]);
    const retry = control('job').querySelector<HTMLElement>('[aria-label*="too many series"]')!;
    expect(interpolate('$other', shown.scope)).toBe('1');
    answers = { 'job up': ['a'] };
    await act(async () => retry.click());
    await settle();
    expect(interpolate('$job', shown.scope)).toBe('a');
    expect(control('job')).toBeNull(); // hidden, as its dashboard wants, once nothing is wrong
  });

  it('shows nothing where there is nothing to choose', async () => {
    await show([{ type: 'constant', name: 'c', query: 'x' }, { type: 'custom', name: 'h', query: '1', hide: 2 }]);
    expect(page.querySelector('[aria-label="Variables"]')).toBeNull();
    expect(interpolate('$c $h', shown.scope)).toBe('x 1');
  });

  it('names the kind of data that is not set up', async () => {
    await show([{ type: 'datasource', name: 'logs', query: 'loki' }]);
    expect(control('logs').textContent).toContain('logs are not set up');
  });

  it('removes a filter', async () => {
    await show([{ type: 'adhoc', name: 'f' }], `?${new URLSearchParams([['var-f', 'a|=|1'], ['var-f', 'b|=~|2']])}`);
    expect(shown.filters.map(({ key }) => key)).toEqual(['a', 'b']);
    await act(async () => control('f').querySelector<HTMLElement>('[aria-label="Remove the filter a = 1"]')!.click());
    expect(changed.mock.calls).toEqual([['f', ['b|=~|2']]]);
  });
});
