/** Moments as `${__from:date:…}` writes them. */
import dayjs from 'dayjs';
import advancedFormat from 'dayjs/plugin/advancedFormat';
import timezone from 'dayjs/plugin/timezone';
import utc from 'dayjs/plugin/utc';

dayjs.extend(utc);
dayjs.extend(timezone);
dayjs.extend(advancedFormat);

/**
 * Formats Unix milliseconds or an ISO date. No pattern and `iso` are in UTC, `seconds` is a number, any other pattern
 * is moment's and in the given zone (`browser`, `utc` or a name of the time zone database).
 */
export function formatDate(value: string, pattern: string, zone: string): string {
  const moment = dayjs(/^-?\d+$/.test(value) ? Number(value) : value);
  if (!moment.isValid()) return value;
  if (pattern === '' || pattern === 'iso') return moment.toISOString();
  if (pattern === 'seconds') return String(moment.unix());
  return inZone(moment, zone).format(pattern);
}

function inZone(moment: dayjs.Dayjs, zone: string): dayjs.Dayjs {
  if (zone === '' || zone === 'browser') return moment;
  if (zone === 'utc') return moment.utc();
  try {
    return moment.tz(zone);
  } catch {
    return moment; // a zone that this browser does not know
  }
}
