import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { useShortcut } from '../../app/ShortcutProvider';
import { useChangeSearch } from '../../url/search';
import type { Section } from '../layout/sections';
import { Message } from '../panels/Message';
import { PanelSlot } from '../panels/PanelSlot';
import css from './SinglePanel.module.css';

/** One panel as large as the page, at `viewPanel=ID`. */
export function SinglePanel({ id, sections }: { id: string; sections: Section[] }) {
  const change = useChangeSearch();
  const back = () => change({ viewPanel: null }, { push: true });
  useShortcut('Escape', 'Back to the whole dashboard', back);
  const found = sections.flatMap(({ panels }) => panels).find(({ item }) => String(item.panel.id) === id || item.key === id);
  return (
    <div className={css.single}>
      <Tooltip label="Back to the whole dashboard (Esc)">
        <ActionIcon className={css.back} aria-label="Back to the whole dashboard" onClick={back}>
          <IconArrowLeft size={18} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <div className={css.panel}>{found ? <PanelSlot shown={found.item} /> : <Message title={`This dashboard has no panel ${id}`} />}</div>
    </div>
  );
}
