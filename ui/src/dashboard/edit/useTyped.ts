import { useEffect, useRef, useState, type KeyboardEvent } from 'react';

/**
 * What is typed into a field, and handed over once somebody is done with it: when the field is left, with Enter (in
 * several lines, Ctrl+Enter), when the form goes away, or after a pause of so many milliseconds if one is named. A
 * query or a preview for every letter would be asked in vain.
 */
export function useTyped<T>(value: T, done: (typed: T) => void, pause?: number) {
  const [typed, type] = useState(value);
  const [given, setGiven] = useState(value);
  if (given !== value) {
    setGiven(value);
    type(value);
  }
  const finish = () => {
    if (typed !== value) done(typed);
  };
  const latest = useRef(finish);
  useEffect(() => {
    latest.current = finish;
  });
  useEffect(() => () => latest.current(), []);
  useEffect(() => {
    if (pause === undefined || typed === value) return;
    const timer = setTimeout(() => latest.current(), pause);
    return () => clearTimeout(timer);
  }, [typed, value, pause]);
  const onKeyDown = (event: KeyboardEvent) => {
    const several = (event.target as Element).tagName === 'TEXTAREA';
    if (event.key === 'Enter' && (!several || event.ctrlKey || event.metaKey)) finish();
  };
  return { typed, type, finish, field: { onBlur: finish, onKeyDown } };
}
