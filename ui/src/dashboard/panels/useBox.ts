import { useEffect, useState, type RefObject } from 'react';

interface Box {
  width: number;
  height: number;
  /** Whether it ever came near the visible part of the page. */
  seen: boolean;
}

// Panels begin to work before they scroll into view, so that they are there when they do.
const ahead = '300px 0px';

/** Watches an element's size and whether a person is about to see it. */
export function useBox(ref: RefObject<HTMLElement | null>): Box {
  const [box, setBox] = useState<Box>({ width: 0, height: 0, seen: false });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const resized = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      setBox((now) => ({ ...now, width: Math.floor(width), height: Math.floor(height) }));
    });
    const scrolled = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        scrolled.disconnect();
        setBox((now) => ({ ...now, seen: true }));
      },
      { rootMargin: ahead },
    );
    resized.observe(element);
    scrolled.observe(element);
    return () => {
      resized.disconnect();
      scrolled.disconnect();
    };
  }, [ref]);
  return box;
}
