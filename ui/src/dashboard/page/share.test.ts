import { beforeEach, expect, it } from 'vitest';
import type { Scope } from '../variables/types';
import { dashboardUrl, panelUrl } from './share';

const selection = 'var-job=node&var-zone=%24__all&var-pod=a%26b&var-pod=c%2Bd';
const scope: Scope = { values: new Map([['__all_variables', { text: selection, value: selection }]]) };
const paramsOf = (url: string) => [...new URL(url).searchParams];
const chosen = [
  ['var-job', 'shop'],
  ['var-zone', '$__all'],
  ['var-pod', 'a&b'],
  ['var-pod', 'c+d'],
];

beforeEach(() => window.history.replaceState(null, '', '/d/shop?var-job=shop&refresh=5s'));

it('links to a range that follows the clock, with its refresh and every variable as it is', () =>
  expect(paramsOf(dashboardUrl({ from: 'now-1h', to: 'now' }, scope))).toEqual([['var-job', 'shop'], ['refresh', '5s'], ...chosen.slice(1), ['from', 'now-1h'], ['to', 'now']]));

it('links to a moment without refresh', () => {
  const want = [...chosen, ['from', '1600000000000'], ['to', '1600003600000']];
  expect(paramsOf(dashboardUrl({ from: 1600000000000.4, to: 1600003600000 }, scope))).toEqual(want);
  expect(paramsOf(dashboardUrl({ from: '1600000000000', to: '1600003600000' }, scope))).toEqual(want);
  expect(paramsOf(panelUrl(7, { from: 1600000000000, to: 1600003600000 }, scope))).toEqual([...want, ['viewPanel', '7']]);
});
