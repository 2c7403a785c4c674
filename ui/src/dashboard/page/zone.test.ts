import { expect, it } from 'vitest';
import { foreignZone, zoneOf } from './zone';

it('reads what dashboards of all ages say of their zone', () => {
  const said = ['', 'browser', 'default', undefined, 'Mars/Olympus', 'utc', 'UTC', 'Asia/Kolkata'];
  expect(said.map((timezone) => zoneOf({ timezone }))).toEqual(['browser', 'browser', 'browser', 'browser', 'browser', 'utc', 'utc', 'Asia/Kolkata']);
});

it('names a zone that is not the reader’s', () => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  expect(['browser', own].map(foreignZone)).toEqual([null, null]);
  expect(foreignZone(own === 'Asia/Kolkata' ? 'Asia/Tokyo' : 'Asia/Kolkata')).toMatch(/^Asia/);
});
