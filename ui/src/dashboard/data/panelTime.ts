import { parseInstant } from '../../time/range';
import type { Panel } from '../model/types';
import type { PanelTime } from '../panels/contract';

/** A panel may show a time of its own: `timeFrom` replaces the range by the last so much, `timeShift` moves it into the past. */
export function panelTime({ timeFrom, timeShift }: Panel, page: PanelTime): PanelTime {
  let { from, to } = page;
  if (timeFrom) {
    const start = parseInstant(`now-${timeFrom.replace(/^now-/, '')}`, to);
    if (start !== null) from = start;
  }
  if (timeShift) {
    const shifted = parseInstant(`now-${timeShift.replace(/^now-/, '')}`, to);
    if (shifted !== null) {
      from -= to - shifted;
      to = shifted;
    }
  }
  return { from, to };
}
