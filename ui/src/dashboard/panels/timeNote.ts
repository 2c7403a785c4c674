import type { Panel } from '../model/types';

/** What a panel says of its time, where it is not that of the page. */
export function timeNote({ timeFrom, timeShift, hideTimeOverride }: Panel): string {
  if (hideTimeOverride) return '';
  const last = timeFrom && `Last ${timeFrom.replace(/^now-/, '')}`;
  const ago = timeShift && `${timeShift.replace(/^now-/, '')} earlier`;
  return [last, ago].filter(Boolean).join(', ');
}
