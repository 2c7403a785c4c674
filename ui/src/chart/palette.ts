/** Colours for series: distinguishable next to each other, and the same for the same series on every visit. */

export type Scheme = 'light' | 'dark';

// Twelve hues in an order in which neighbours differ; none is the red and green that pages use for bad and good.
const hues: Record<Scheme, readonly string[]> = {
  dark: ['#6ea8fe', '#f2b84b', '#5cc98b', '#f2845c', '#b197fc', '#3cc3c9', '#f083b6', '#b5d14d', '#6dcbf2', '#e0736f', '#cfa67a', '#95a3e8'],
  light: ['#2b6cd4', '#b87900', '#23895a', '#cf5a22', '#7048d6', '#0d8a92', '#c43d87', '#678f0e', '#1583b5', '#bf403c', '#8c6239', '#5262b8'],
};

/** How many series get a colour of their own before colours repeat. */
export const paletteSize = hues.dark.length;

/**
 * Gives each key a colour. A key asks for the slot its hash names and takes the next free one when
 * that is gone, so up to twelve series never share a colour, and one that comes or goes disturbs
 * few of the others. Beyond twelve the palette starts over.
 */
export function seriesColors(keys: readonly string[], scheme: Scheme): Map<string, string> {
  const colors = new Map<string, string>();
  let taken = new Set<number>();
  for (const key of [...new Set(keys)].sort()) {
    if (taken.size === paletteSize) taken = new Set();
    let slot = hash(key) % paletteSize;
    while (taken.has(slot)) slot = (slot + 1) % paletteSize;
    taken.add(slot);
    colors.set(key, hues[scheme][slot]!);
  }
  return colors;
}

/** FNV-1a with a final mix: keys that differ in one character only should still land far apart. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    h ^= text.charCodeAt(i);
    h = Math.imul(h, 0x01000193);
  }
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  return (h ^ (h >>> 15)) >>> 0;
}

/** What the canvas needs besides the series: CSS does not reach it. */
export const plotColors: Record<Scheme, { axis: string; grid: string; exemplar: string; background: string }> = {
  dark: { axis: '#98a1b0', grid: 'rgba(255, 255, 255, 0.07)', exemplar: '#ffffff', background: '#15181e' },
  light: { axis: '#5b6472', grid: 'rgba(20, 28, 45, 0.09)', exemplar: '#1b2029', background: '#ffffff' },
};
