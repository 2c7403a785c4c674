import '@mantine/dates/styles.css';
import { DatePicker } from '@mantine/dates';
import { useState } from 'react';
import type { RangeText } from './range';

/** Picks whole days. It is a part of its own because few visits need a calendar. */
export default function RangeCalendar({ onChange }: { onChange: (range: RangeText) => void }) {
  const [days, setDays] = useState<[string | null, string | null]>([null, null]);
  return (
    <DatePicker
      type="range"
      size="sm"
      weekendDays={[]}
      mx="auto"
      w="fit-content"
      allowSingleDateInRange
      maxDate={new Date()}
      value={days}
      onChange={(picked) => {
        setDays(picked);
        const [first, last] = picked;
        if (first && last) onChange({ from: `${first} 00:00:00`, to: `${last} 23:59:59` });
      }}
    />
  );
}
