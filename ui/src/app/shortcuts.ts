/** Keyboard shortcuts of one key or a sequence such as `g h`, kept apart from the DOM. */
export interface Shortcut {
  /** Keys separated by spaces, as KeyboardEvent.key names them. */
  keys: string;
  description: string;
  run: () => void;
}

/** How long a started sequence waits for its next key. */
const patienceMs = 1200;

/** Returns a function that takes keys one by one and answers with the shortcut that they complete. */
export function createSequencer(list: () => Iterable<Shortcut>) {
  let typed: string[] = [];
  let lastAt = 0;
  return (key: string, at: number): Shortcut | null => {
    if (at - lastAt > patienceMs) typed = [];
    lastAt = at;
    typed.push(key);
    const shortcuts = [...list()];
    // A key that continues nothing may still begin something.
    while (typed.length > 0 && !shortcuts.some(({ keys }) => startsWith(keys, typed))) typed.shift();
    const complete = shortcuts.find(({ keys }) => keys === typed.join(' '));
    if (complete) typed = [];
    return complete ?? null;
  };
}

function startsWith(keys: string, typed: string[]): boolean {
  return `${keys} `.startsWith(`${typed.join(' ')} `);
}

/** What has keys of its own: fields, and what stands over the page, which Escape closes first. */
const others = 'input, textarea, select, [contenteditable="true"], [role="textbox"], [role="dialog"], [role="menu"], [role="listbox"]';

/** Keys typed into a field, into what stands over the page, or pressed with a modifier are not ours. */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return false;
  const target = event.target;
  if (!(target instanceof Element)) return true;
  return target.closest(others) === null;
}
