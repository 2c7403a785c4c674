import { useSearch } from 'wouter';

export type Kiosk = 'off' | 'tv' | 'full';

/**
 * How much stands around a page, from `kiosk` in the URL as Grafana has it: `kiosk` leaves the page alone, `kiosk=tv`
 * leaves the top bar too. For screens on a wall.
 */
export function useKiosk(): Kiosk {
  const params = new URLSearchParams(useSearch());
  if (!params.has('kiosk') || params.get('kiosk') === 'false') return 'off';
  return params.get('kiosk') === 'tv' ? 'tv' : 'full';
}
