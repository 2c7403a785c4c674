/**
 * Does something once the browser has nothing else to do, unless what it returns is called before. A failure is left to
 * whoever needs the result. Safari knows no idle time and does without.
 */
export function whenIdle(work: () => Promise<unknown> | undefined): () => void {
  if (!('requestIdleCallback' in window)) return () => {};
  const asked = requestIdleCallback(() => void work()?.catch(() => {}));
  return () => cancelIdleCallback(asked);
}
