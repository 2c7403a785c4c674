import { Kbd, Modal } from '@mantine/core';
import css from './Help.module.css';
import { useShortcutList } from './ShortcutProvider';

export function Help({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const list = useShortcutList();
  return (
    <Modal opened={opened} onClose={onClose} title="Keyboard shortcuts" size={520}>
      <dl className={css.list}>
        {opened &&
          list()
            .toSorted((a, b) => a.keys.length - b.keys.length || a.keys.localeCompare(b.keys))
            .map(({ keys, description }) => (
              <div key={keys} className={css.row}>
                <dt>
                  {keys.split(' ').map((key) => (
                    <Kbd key={key} size="xs">
                      {key}
                    </Kbd>
                  ))}
                </dt>
                <dd>{description}</dd>
              </div>
            ))}
      </dl>
    </Modal>
  );
}
