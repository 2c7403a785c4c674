import { useSearchSet } from './search';

/**
 * Which sections are open, in the URL. Only what differs from the default is written, so
 * that a link stays short and new sections follow the default.
 */
export function useOpened() {
  const [opened, toggleOpened] = useSearchSet('open');
  const [closed, toggleClosed] = useSearchSet('closed');
  return {
    isOpen: (name: string, byDefault: boolean) => (byDefault ? !closed.has(name) : opened.has(name)),
    toggle: (name: string, byDefault: boolean) => (byDefault ? toggleClosed(name) : toggleOpened(name)),
  };
}
