import { describe, expect, it } from 'vitest';
import { createSequencer, isForPage, type Shortcut } from './shortcuts';

const shortcuts: Shortcut[] = ['g h', 'g a', '/', 'r'].map((keys) => ({ keys, description: keys, run: () => {} }));

function press(...keys: [key: string, at: number][]): (string | undefined)[] {
  const step = createSequencer(() => shortcuts);
  return keys.map(([key, at]) => step(key, at)?.keys);
}

describe('createSequencer', () => {
  it('runs a single key at once', () => expect(press(['r', 0])).toEqual(['r']));
  it('waits for the second key', () => expect(press(['g', 0], ['a', 300])).toEqual([undefined, 'g a']));
  it('forgets a sequence left standing', () => expect(press(['g', 0], ['a', 5000])).toEqual([undefined, undefined]));
  it('starts over with a key that continues nothing', () => {
    expect(press(['g', 0], ['r', 10])).toEqual([undefined, 'r']);
    expect(press(['x', 0], ['g', 10], ['g', 20], ['h', 30])).toEqual([undefined, undefined, undefined, 'g h']);
  });
});

describe('isForPage', () => {
  const keydown = (target: Element, init: KeyboardEventInit = {}) => {
    document.body.replaceChildren(target);
    let seen: boolean | undefined;
    target.addEventListener('keydown', (event) => (seen = isForPage(event as KeyboardEvent)));
    target.dispatchEvent(new KeyboardEvent('keydown', { key: 'r', ...init }));
    return seen;
  };
  it('takes keys on the page', () => expect(keydown(document.createElement('div'))).toBe(true));
  it('leaves fields alone', () => expect(keydown(document.createElement('input'))).toBe(false));
  it('leaves what stands over the page alone', () => {
    const dialog = document.createElement('div');
    dialog.setAttribute('role', 'dialog');
    const button = dialog.appendChild(document.createElement('button'));
    document.body.replaceChildren(dialog);
    let seen: boolean | undefined;
    button.addEventListener('keydown', (event) => (seen = isForPage(event)));
    button.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
    expect(seen).toBe(false);
  });
  it('leaves the browser’s own shortcuts alone', () => {
    expect(keydown(document.createElement('div'), { ctrlKey: true })).toBe(false);
  });
});
