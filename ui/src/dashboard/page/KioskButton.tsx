import { ActionIcon, Tooltip } from '@mantine/core';
import { IconDeviceTv } from '@tabler/icons-react';
import { useKiosk } from '../../app/kiosk';
import { useShortcut } from '../../app/ShortcutProvider';
import { useChangeSearch } from '../../url/search';

/** Clears away what stands around the dashboard, for screens on a wall: first all but the top bar, then that too. */
export function KioskButton() {
  const kiosk = useKiosk();
  const change = useChangeSearch();
  const next = () => change({ kiosk: kiosk === 'off' ? 'tv' : kiosk === 'tv' ? '' : null });
  useShortcut('k', 'Clear away what is around the dashboard', next);
  return (
    <>
    {kiosk !== 'off' && <EndOnEscape onEnd={() => change({ kiosk: null })} />}
    <Tooltip label="For a screen on the wall (k)">
      <ActionIcon size={26} aria-label="Clear away what is around the dashboard" aria-pressed={kiosk !== 'off'} onClick={next}>
        <IconDeviceTv size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
    </>
  );
}

/** Only where there is something to end: the key has other uses on other pages. */
function EndOnEscape({ onEnd }: { onEnd: () => void }) {
  useShortcut('Escape', 'Back to the usual page', onEnd);
  return null;
}
