/** Labels of a time axis: the clock, with the date where a day begins. */

const [minute, hour, day] = [60, 3600, 24 * 3600];

/** How far apart ticks may be, in seconds: what divides minutes, hours and days evenly. */
export const timeIncrements: number[] = [
  ...[0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5],
  ...[1, 2, 5, 10, 15, 30],
  ...[1, 2, 5, 10, 15, 20, 30].map((n) => n * minute),
  ...[1, 2, 3, 4, 6, 8, 12].map((n) => n * hour),
  ...[1, 2, 3, 5, 7, 15].map((n) => n * day),
  ...[1, 2, 3, 4, 6].map((n) => n * 30 * day),
  ...[1, 2, 5, 10, 25, 50, 100].map((n) => n * 365 * day),
];

/**
 * A date whose local parts are what a clock in a zone shows: an IANA name, `utc`, or `browser` for the reader's own. One
 * that the browser does not know is taken for the reader's.
 */
export function clockIn(zone: string, ms: number): Date {
  const date = new Date(ms);
  if (zone === 'browser') return date;
  try {
    const shown = new Date(date.toLocaleString('en-US', { timeZone: zone === 'utc' ? 'Etc/UTC' : zone }));
    shown.setMilliseconds(date.getMilliseconds());
    return shown;
  } catch {
    return date;
  }
}

/** Labels for ticks that are `increment` seconds apart. */
export function formatTimeTicks(ticks: readonly number[], increment: number, zone = 'browser'): string[] {
  let previous: Date | null = null;
  return ticks.map((tick) => {
    const date = clockIn(zone, tick * 1000);
    const label = tickLabel(date, previous, increment);
    previous = date;
    return label;
  });
}

/** A moment in full, as tooltips show it; milliseconds only when the data has them. */
export function formatMoment(seconds: number, zone = 'browser'): string {
  const date = clockIn(zone, seconds * 1000);
  const millis = date.getMilliseconds();
  return `${calendarDay(date)} ${clock(date, true)}${millis ? `.${String(millis).padStart(3, '0')}` : ''}`;
}

function tickLabel(date: Date, previous: Date | null, increment: number): string {
  if (increment >= 28 * day) return `${date.getFullYear()}-${two(date.getMonth() + 1)}`;
  if (increment >= day) return monthDay(date);
  const time = clock(date, increment < 60);
  const newDay = previous !== null && previous.getDate() !== date.getDate();
  return newDay ? `${time}\n${monthDay(date)}` : time;
}

function calendarDay(date: Date): string {
  return `${date.getFullYear()}-${monthDay(date)}`;
}

function monthDay(date: Date): string {
  return `${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

function clock(date: Date, withSeconds: boolean): string {
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  return withSeconds ? `${time}:${two(date.getSeconds())}` : time;
}

function two(n: number): string {
  return String(n).padStart(2, '0');
}
