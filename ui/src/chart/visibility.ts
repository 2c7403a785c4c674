/** Which series a legend has switched off. Keys that are not in the chart any more are kept: the series may come back. */
export type Hidden = ReadonlySet<string>;

export const nothingHidden: Hidden = new Set();

/** Shows one series alone; once more on the same one shows all again. */
export function isolate(hidden: Hidden, key: string, all: readonly string[]): Hidden {
  const visible = all.filter((k) => !hidden.has(k));
  if (visible.length === 1 && visible[0] === key) return nothingHidden;
  return new Set(all.filter((k) => k !== key));
}

/** Switches one series on or off. Hiding the last visible one shows all: an empty chart answers nothing. */
export function toggle(hidden: Hidden, key: string, all: readonly string[]): Hidden {
  const next = new Set(hidden);
  if (!next.delete(key)) next.add(key);
  return all.every((k) => next.has(k)) ? nothingHidden : next;
}
