import { ActionIcon, Tooltip, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconBrightnessAuto, IconMoon, IconSun } from '@tabler/icons-react';
import { useShortcut } from './ShortcutProvider';

const schemes: { value: MantineColorScheme; name: string; icon: typeof IconSun }[] = [
  { value: 'auto', name: 'as the system', icon: IconBrightnessAuto },
  { value: 'light', name: 'light', icon: IconSun },
  { value: 'dark', name: 'dark', icon: IconMoon },
];

/** Steps through automatic, light and dark; the choice is kept in the browser. */
export function SchemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const index = schemes.findIndex(({ value }) => value === colorScheme);
  const current = schemes[index]!;
  const next = schemes[(index + 1) % schemes.length]!;
  const step = () => setColorScheme(next.value);
  useShortcut('c', 'Change between automatic, light and dark', step);
  return (
    <Tooltip label={`Colours: ${current.name} (c)`}>
      <ActionIcon size={30} aria-label={`Colours: ${current.name}; change to ${next.name}`} onClick={step}>
        <current.icon size={18} stroke={1.6} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
