import { expect, it } from 'vitest';
import { dashboardBuiltins, intervalBuiltins, nameBuiltin } from './builtins';
import { interpolate } from './interpolate';
import { within } from './scope';

const scope = within(
  {
    values: dashboardBuiltins({
      range: { start: 1_594_671_549_254, end: 1_594_675_149_254 },
      rangeText: { from: 'now-1h', to: 'now' },
      title: 'Shop',
      uid: 'shop-main',
      timeZone: 'Asia/Tokyo',
      user: { id: '7', login: 'ada', email: 'ada@example.org' },
    }),
  },
  [...intervalBuiltins({ intervalMs: 60_000, rateIntervalMs: 75_000, stepMs: 60_000 }), nameBuiltin('up')],
);

it.each([
  ['$__interval $__interval_ms', '1m 60000'],
  ['$__rate_interval $__rate_interval_ms', '1m15s 75000'],
  ['$__range $__range_s $__range_ms', '3600s 3600 3600000'],
  ['$__from ${__to} ${__from:date:seconds}', '1594671549254 1594675149254 1594671549'],
  ['${__from:date:YYYY-MM-DD HH:mm}', '2020-07-14 05:19'],
  ['$__dashboard ${__dashboard.uid}', 'Shop shop-main'],
  ['${__user.id} ${__user.login} ${__user.email}', '7 ada ada@example.org'],
  ['$__org ${__org.name} $__timezone $__name', '1 Lookout Asia/Tokyo up'],
  ['/d/x?${__url_time_range}', '/d/x?from=now-1h&to=now'],
  ['${__field.name} $__timeFilter', '${__field.name} $__timeFilter'],
])('%s', (text, want) => expect(interpolate(text, scope)).toBe(want));
