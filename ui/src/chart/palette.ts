/** Colours for series: distinguishable next to each other, and the same for the same series on every visit. */

export type Scheme = 'light' | 'dark';

// Twelve hues in an order in which neighbours differ; none is the red and green that pages use for bad and good.
const hues: Record<Scheme, readonly string[]> = {
  dark: [
    '#6ea8fe',
    '#f2b84b',
    '#5cc98b',
    '#f2845c',
    '#b197fc',
    '#3cc3c9',
    '#f083b6',
    '#b5d14d',
    '#6dcbf2',
    '#e0736f',
    '#cfa67a',
    '#95a3e8',
  ],
  light: [
    '#2b6cd4',
    '#b87900',
    '#23895a',
    '#cf5a22',
    '#7048d6',
    '#0d8a92',
    '#c43d87',
    '#678f0e',
    '#1583b5',
    '#bf403c',
    '#8c6239',
    '#5262b8',
  ],
};

/** How many series get a hue of their own; after them come the same hues in other shades. */
export const paletteSize = hues.dark.length;

// How far each further round of hues is mixed towards white (dark scheme) or black (light scheme).
const shades = [0, 0.4, 0.2];

/**
 * Gives each key a colour. A key asks for the slot its hash names and takes the next free one when
 * that is gone, so up to twelve series never share a hue, and one that comes or goes disturbs few
 * of the others. Each further dozen takes another shade; the fourth starts over.
 */
export function seriesColors(keys: readonly string[], scheme: Scheme): Map<string, string> {
  const colors = new Map<string, string>();
  let taken = new Set<number>();
  let round = 0;
  for (const key of [...new Set(keys)].sort()) {
    if (taken.size === paletteSize) {
      taken = new Set();
      round++;
    }
    let slot = hash(key) % paletteSize;
    while (taken.has(slot)) slot = (slot + 1) % paletteSize;
    taken.add(slot);
    colors.set(key, mix(hues[scheme][slot]!, scheme === 'dark' ? 255 : 0, shades[round % shades.length]!));
  }
  return colors;
}

function mix(color: string, towards: number, share: number): string {
  const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const mixed = channels.map((channel) => Math.round(channel + (towards - channel) * share));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
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
