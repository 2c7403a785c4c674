import { useComputedColorScheme } from '@mantine/core';

/**
 * Light or dark, right from the first drawing on. Mantine by itself answers with a guess at first, for pages that a
 * server draws, and has everything drawn twice.
 */
export function useScheme(): 'light' | 'dark' {
  return useComputedColorScheme('dark', { getInitialValueInEffect: false });
}
