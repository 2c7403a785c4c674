import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useRefresh } from '../../time/refresh';
import { describeRange } from '../../time/range';
import { useTimeRange } from '../../time/useTimeRange';
import { useDashboard } from './context';
import { copyLink, dashboardUrl } from './share';

/** Hands out the dashboard's address, with what was chosen for its variables. */
export function ShareButton() {
  const { time, scope } = useDashboard();
  const range = useTimeRange();
  const { now } = useRefresh();
  return (
    <Menu position="bottom-end" width={250} keepMounted={false}>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
          Share
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {range.relative && <Menu.Item onClick={() => copyLink(dashboardUrl(range, scope))}>Copy a link to “{describeRange(range, now)}”</Menu.Item>}
        <Menu.Item onClick={() => copyLink(dashboardUrl(time, scope))}>Copy a link to these very times</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
