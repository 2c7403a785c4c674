/** From frames to rows of states over time. */
import { FieldType, formattedValueToString, getFieldDisplayName, type DataFrame, type Field } from '../../grafana';

export interface State {
  /** Unix milliseconds. */
  from: number;
  to: number;
  text: string;
  color: string;
}

export interface Row {
  key: string;
  name: string;
  states: State[];
}

export interface RowOptions {
  /** Neighbours that look the same are one state. */
  merge: boolean;
  /** Where what is shown ends. */
  end: number;
}

export function rowsOf(frames: DataFrame[], options: RowOptions): Row[] {
  return frames.flatMap((frame, f) => {
    const time = frame.fields.find(({ type }) => type === FieldType.time);
    if (!time) return [];
    return frame.fields
      .filter((field) => field !== time && field.config.custom?.hideFrom?.viz !== true)
      .map((field, i) => {
        const name = getFieldDisplayName(field, frame, frames);
        return { key: `${f} ${i} ${name}`, name, states: statesOf(field, time.values as number[], time.config.interval ?? 0, options) };
      });
  });
}

/** A state lasts until the next one; where samples are missing, only as long as a step. */
function statesOf(field: Field, times: number[], interval: number, { merge, end }: RowOptions): State[] {
  const states: State[] = [];
  times.forEach((from, row) => {
    const value = field.values[row];
    if (value === null || value === undefined) return;
    const next = times[row + 1] ?? end;
    const to = interval > 0 ? Math.min(next, from + 1.5 * interval) : next;
    const shown = field.display!(value);
    const state = { from, to: Math.max(to, from), text: formattedValueToString(shown), color: shown.color ?? '' };
    const last = states.at(-1);
    if (merge && last && last.text === state.text && last.color === state.color && last.to >= from) last.to = state.to;
    else states.push(state);
  });
  return states;
}

/** What each colour stands for, once. */
export function meaningsOf(rows: Row[]): { text: string; color: string }[] {
  const seen = new Map<string, { text: string; color: string }>();
  for (const { states } of rows) {
    for (const { text, color } of states) if (!seen.has(text)) seen.set(text, { text, color });
  }
  return [...seen.values()];
}
