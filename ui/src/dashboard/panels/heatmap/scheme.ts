/** Colours of counts: interpolations between a few stops, as d3's schemes of the same names run. */
const schemes: Record<string, string[]> = {
  Oranges: ['#fff5eb', '#fdd0a2', '#fd8d3c', '#d94801', '#7f2704'],
  Reds: ['#fff5f0', '#fcbba1', '#fb6a4a', '#cb181d', '#67000d'],
  Blues: ['#f7fbff', '#c6dbef', '#6baed6', '#2171b5', '#08306b'],
  Greens: ['#f7fcf5', '#c7e9c0', '#74c476', '#238b45', '#00441b'],
  Greys: ['#ffffff', '#d9d9d9', '#969696', '#525252', '#000000'],
  Purples: ['#fcfbfd', '#dadaeb', '#9e9ac8', '#6a51a3', '#3f007d'],
  Spectral: ['#9e0142', '#f46d43', '#fee08b', '#ffffbf', '#e6f598', '#66c2a5', '#5e4fa2'],
  RdYlGn: ['#a50026', '#f46d43', '#fee08b', '#d9ef8b', '#66bd63', '#006837'],
  RdYlBu: ['#a50026', '#f46d43', '#fee090', '#e0f3f8', '#74add1', '#313695'],
  RdBu: ['#67001f', '#d6604d', '#fddbc7', '#d1e5f0', '#4393c3', '#053061'],
  Turbo: ['#23171b', '#4860e6', '#2aabee', '#2ee5ae', '#a4fc3c', '#fbb938', '#ca3e0d', '#900c00'],
  Viridis: ['#440154', '#3b528b', '#21918c', '#5ec962', '#fde725'],
  Magma: ['#000004', '#51127c', '#b73779', '#fc8961', '#fcfdbf'],
  Inferno: ['#000004', '#57106e', '#bc3754', '#f98e09', '#fcffa4'],
  Plasma: ['#0d0887', '#7e03a8', '#cc4778', '#f89540', '#f0f921'],
  YlOrRd: ['#ffffcc', '#fed976', '#fd8d3c', '#e31a1c', '#800026'],
};

export interface ColorOptions {
  mode?: 'scheme' | 'opacity';
  scheme?: string;
  fill?: string;
  reverse?: boolean;
  exponent?: number;
  scale?: 'exponential' | 'linear';
  min?: number;
  max?: number;
}

/** The colour at a share from 0 to 1. On dark ground the pale end of a scheme is the loud one, so that it is turned over. */
export function colorAt(share: number, options: ColorOptions, dark: boolean, fill: string): string {
  const clamped = Math.min(1, Math.max(0, share));
  if (options.mode === 'opacity') {
    const alpha = Math.pow(clamped, options.scale === 'linear' ? 1 : (options.exponent ?? 0.5));
    return `color-mix(in srgb, ${fill} ${Math.round(alpha * 100)}%, transparent)`;
  }
  const stops = schemes[options.scheme ?? 'Oranges'] ?? schemes.Oranges!;
  const diverging = /^(Spectral|Rd|Turbo|Viridis|Magma|Inferno|Plasma)/.test(options.scheme ?? '');
  const turned = (dark && !diverging) !== (options.reverse ?? false);
  return mixAt(stops, turned ? 1 - clamped : clamped);
}

function mixAt(stops: string[], share: number): string {
  const at = share * (stops.length - 1);
  const from = Math.min(stops.length - 2, Math.floor(at));
  const channel = (hex: string, i: number) => parseInt(hex.slice(1 + 2 * i, 3 + 2 * i), 16);
  const mixed = [0, 1, 2].map((i) => {
    const [a, b] = [channel(stops[from]!, i), channel(stops[from + 1]!, i)];
    return Math.round(a + (b - a) * (at - from));
  });
  return `rgb(${mixed.join(' ')})`;
}
