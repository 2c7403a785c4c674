import { expect, test } from 'vitest';
import { addressOfLegacy } from './legacy';

test.each([
  ['/', '', '#/alerts?receiver=team', '/alerts'],
  ['/', '', '#/silences', '/silences'],
  ['/', '', '#/silences/new?filter=%7Balertname%3D%22Down%22%2C%20a%3D~%22x%2Cy%22%7D', '/silences/new?matcher=alertname%3D%22Down%22&matcher=a%3D%7E%22x%2Cy%22'],
  ['/graph', '?g0.expr=up+%3D%3D+0&g0.tab=1', '', '/explore?q=up+%3D%3D+0&view=table'],
  ['/graph', '?g0.expr=up&g0.tab=0&g0.range_input=2h&g1.expr=down', '', '/explore?q=up&q=down&from=now-2h&to=now'],
  ['/prometheus/graph', '?g0.expr=up', '', '/explore?q=up'],
  ['/graph', '', '', '/explore'],
  ['/prometheus', '', '', '/'],
  ['/prometheus/', '', '', '/'],
  ['/prometheus/targets', '?search=node', '', '/targets?search=node'],
  ['/prometheus/rules', '', '', '/alerts'],
  ['/tsdb-status', '', '', '/status'],
  ['/alertmanager/', '', '', '/alerts'],
  ['/alertmanager/', '', '#/silences', '/silences'],
])('%s%s%s leads to %s', (path, search, hash, here) => {
  expect(addressOfLegacy(path, search, hash)).toBe(here);
});

test.each([
  ['/alerts', '?state=firing', ''],
  ['/graphite', '', ''],
  ['/prometheuses', '', ''],
  ['/', '', '#main'],
])('%s%s%s is our own', (path, search, hash) => {
  expect(addressOfLegacy(path, search, hash)).toBeNull();
});
