import { lazy, useState, type ComponentType } from 'react';

/** A component whose code is loaded when it is first drawn, or before, by `load`. */
export type Loadable<Props> = ComponentType<Props> & { load: () => Promise<unknown> };

/**
 * Once its code is there it is drawn at once. `lazy` alone always shows the fallback first, and React keeps a fallback
 * for 300 ms, however soon the code comes.
 */
export function loadable<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): Loadable<Props> {
  let loaded: ComponentType<Props> | undefined;
  const loading = async () => {
    const module = await load();
    loaded = module.default;
    return module;
  };
  const Lazy = lazy(loading) as unknown as ComponentType<Props>;
  function Drawn(props: Props) {
    // Which of the two it is stays for as long as it is on the page: a change would begin it anew.
    const [Now] = useState<ComponentType<Props>>(() => loaded ?? Lazy);
    return <Now {...props} />;
  }
  return Object.assign(Drawn, { load: loading });
}
