import { Popover } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { PickerPanel } from './PickerPanel';
import { describeSelection, type PickRules } from './pick';
import { allToken, type Option } from './types';
import { popover } from './popover';
import css from './variables.module.css';

interface OptionPickerProps extends PickRules {
  label: string;
  options: readonly Option[];
  selected: readonly string[];
  /** An empty selection is a selection too. */
  allowNone?: boolean;
  /** Shown when there is nothing to choose. */
  empty: string;
  problem?: boolean;
  icon?: ReactNode;
  onChange: (selected: string[]) => void;
}

/** A button that says what is selected and opens a list that can be searched. */
export function OptionPicker({ label, options, selected, empty, problem, icon, ...rest }: OptionPickerProps) {
  const [opened, setOpened] = useState(false);
  const text = describeSelection(selected, options);
  const several = selected.length > 1;
  return (
    <Popover opened={opened} onChange={setOpened} {...popover}>
      <Popover.Target>
        <button
          type="button"
          className={css.picker}
          data-problem={problem || undefined}
          aria-label={`${label}: ${text || empty}`}
          title={text}
          onClick={() => setOpened(!opened)}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' || opened) return;
            event.preventDefault();
            setOpened(true);
          }}
        >
          <span className={text === '' ? css.emptyText : css.pickerText}>{text || empty}</span>
          {several && <span className={css.count}>{selected.length}</span>}
          {selected[0] === allToken && <span className={css.count}>{options.length}</span>}
          {icon ?? <IconChevronDown size={14} aria-hidden />}
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <PickerPanel label={label} options={options} selected={selected} onClose={() => setOpened(false)} {...rest} />
      </Popover.Dropdown>
    </Popover>
  );
}
