import { ActionIcon, Button, Popover, Tooltip } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconChevronDown, IconChevronLeft, IconChevronRight, IconClock, IconZoomOut } from '@tabler/icons-react';
import { useShortcut } from '../app/ShortcutProvider';
import { formatMoment } from '../format/duration';
import { describeRange, shift, zoomOut } from './range';
import { RangeForm } from './RangeForm';
import { useRefresh } from './refresh';
import css from './TimeRangePicker.module.css';
import { useTimeRange } from './useTimeRange';

export function TimeRangePicker() {
  const range = useTimeRange();
  const { now } = useRefresh();
  const [opened, popover] = useDisclosure(false);
  const earlier = () => range.set(shift(range, -1));
  const later = () => range.set(shift(range, 1));
  const wider = () => range.set(zoomOut(range, now));
  useShortcut('t', 'Choose the time range', popover.toggle);
  useShortcut('z', 'Zoom out to twice the time', wider);
  useShortcut('[', 'Move to an earlier time', earlier);
  useShortcut(']', 'Move to a later time', later);

  return (
    <div className={css.picker} role="group" aria-label="Time range">
      <Tooltip label="Earlier ([)">
        <ActionIcon
          variant="default"
          size={30}
          className={css.first}
          aria-label="Move to an earlier time"
          onClick={earlier}
        >
          <IconChevronLeft size={16} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Popover
        opened={opened}
        onChange={popover.toggle}
        position="bottom-end"
        width="min(540px, calc(100vw - 20px))"
        trapFocus
        shadow="md"
      >
        <Popover.Target>
          <Button
            variant="default"
            className={css.middle}
            leftSection={<IconClock size={15} stroke={1.6} aria-hidden />}
            rightSection={<IconChevronDown size={14} aria-hidden />}
            data-problem={range.error !== null || undefined}
            title={range.error ?? `${formatMoment(range.start)} to ${formatMoment(range.end)}`}
            onClick={popover.toggle}
          >
            <span className={css.text}>
              {range.error === null ? describeRange(range, now) : 'Unreadable, so last 1 hour'}
            </span>
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={0}>
          <RangeForm range={range} onDone={popover.close} />
        </Popover.Dropdown>
      </Popover>
      <Tooltip label="Later (])">
        <ActionIcon
          variant="default"
          size={30}
          className={css.inner}
          aria-label="Move to a later time"
          onClick={later}
          disabled={range.end >= now}
        >
          <IconChevronRight size={16} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Zoom out (z)">
        <ActionIcon
          variant="default"
          size={30}
          className={css.last}
          aria-label="Zoom out to twice the time"
          onClick={wider}
        >
          <IconZoomOut size={16} stroke={1.6} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
