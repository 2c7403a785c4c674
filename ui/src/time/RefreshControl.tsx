import { ActionIcon, Button, Menu, Tooltip } from '@mantine/core';
import { useIsFetching } from '@tanstack/react-query';
import { IconChevronDown, IconRefresh } from '@tabler/icons-react';
import { useShortcut } from '../app/ShortcutProvider';
import { refreshChoices, useRefresh, useRefreshInterval } from './refresh';
import css from './RefreshControl.module.css';

export function RefreshControl() {
  const { refresh } = useRefresh();
  const [choice, choose] = useRefreshInterval();
  const fetching = useIsFetching() > 0;
  useShortcut('r', 'Refresh now', refresh);
  return (
    <div className={css.control} role="group" aria-label="Refresh">
      <Tooltip label="Refresh now (r)">
        <ActionIcon variant="default" size={30} className={css.now} aria-label="Refresh now" onClick={refresh}>
          <IconRefresh size={16} stroke={1.6} className={fetching ? css.turning : undefined} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Menu position="bottom-end" width={190}>
        <Menu.Target>
          <Button
            variant="default"
            className={css.every}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            aria-label={`Refresh automatically: ${choice}`}
          >
            {choice}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Refresh automatically</Menu.Label>
          {refreshChoices.map((one) => (
            <Menu.Item
              key={one}
              aria-current={one === choice || undefined}
              onClick={() => choose(one)}
              fw={one === choice ? 600 : undefined}
            >
              {one === 'off' ? 'Off' : `Every ${one}`}
            </Menu.Item>
          ))}
          <Menu.Label>Pauses while the tab is hidden</Menu.Label>
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
