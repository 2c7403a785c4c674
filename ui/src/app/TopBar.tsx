import { ActionIcon, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconKeyboard, IconMenu2 } from '@tabler/icons-react';
import { RefreshControl } from '../time/RefreshControl';
import { TimeRangePicker } from '../time/TimeRangePicker';
import { Help } from './Help';
import { SchemeToggle } from './SchemeToggle';
import { useShortcut } from './ShortcutProvider';
import css from './TopBar.module.css';

interface TopBarProps {
  title: string;
  timed: boolean;
  onMenu: () => void;
}

export function TopBar({ title, timed, onMenu }: TopBarProps) {
  const [helpOpen, help] = useDisclosure(false);
  useShortcut('?', 'Show these shortcuts', help.toggle);
  useShortcut('/', 'Search on the page', focusSearch);
  return (
    <header className={css.bar}>
      <ActionIcon className={css.menu} aria-label="Open the navigation" onClick={onMenu}>
        <IconMenu2 size={18} aria-hidden />
      </ActionIcon>
      <h1 className={css.title}>{title}</h1>
      <div className={css.tools}>
        {timed && <TimeRangePicker />}
        <RefreshControl />
        <SchemeToggle />
        <Tooltip label="Keyboard shortcuts (?)">
          <ActionIcon size={30} className={css.help} aria-label="Keyboard shortcuts" onClick={help.open}>
            <IconKeyboard size={18} stroke={1.6} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      <Help opened={helpOpen} onClose={help.close} />
    </header>
  );
}

/** Pages mark the field that finds things on them with `data-search`. */
function focusSearch() {
  const field = document.querySelector<HTMLElement>('[data-search]');
  const input = field?.matches('input, [contenteditable]')
    ? field
    : field?.querySelector<HTMLElement>('input, [contenteditable]');
  input?.focus();
}
