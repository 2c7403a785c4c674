import { useLocalStorage } from '@mantine/hooks';

/** Who makes silences from this browser. */
export function useAuthor() {
  return useLocalStorage({ key: 'lookout-author', defaultValue: '', getInitialValueInEffect: false });
}
