import { TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';

/** A text that is taken with Enter or on leaving the field, and put back with Escape. */
export function TextControl({ label, value, onChange }: { label: string; value: string; onChange: (value: string) => void }) {
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const take = () => draft !== value && onChange(draft);
  return (
    <TextInput
      aria-label={label}
      value={draft}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
        if (event.key === 'Escape') setDraft(value);
      }}
      spellCheck={false}
      w={160}
    />
  );
}
