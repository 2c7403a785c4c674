import { Button, Menu } from '@mantine/core';
import { IconHistory, IconPlus, IconZoomCode } from '@tabler/icons-react';
import css from './explore.module.css';

interface QueryToolbarProps {
  onAdd: (() => void) | undefined;
  onBrowse: () => void;
  history: readonly string[];
  onRecall: (expr: string) => void;
}

/** What concerns the list of queries as a whole. */
export function QueryToolbar({ onAdd, onBrowse, history, onRecall }: QueryToolbarProps) {
  return (
    <div className={css.queryToolbar}>
      <Button variant="default" leftSection={<IconPlus size={14} />} disabled={!onAdd} onClick={onAdd}>
        Add query
      </Button>
      <Button variant="default" leftSection={<IconZoomCode size={14} />} onClick={onBrowse}>
        Metrics
      </Button>
      <Menu position="bottom-start" width={560}>
        <Menu.Target>
          <Button variant="default" leftSection={<IconHistory size={14} />} disabled={history.length === 0}>
            Recent
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={css.historyMenu}>
          {history.map((expr) => (
            <Menu.Item key={expr} onClick={() => onRecall(expr)}>
              <code className={css.historyExpr}>{expr}</code>
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
