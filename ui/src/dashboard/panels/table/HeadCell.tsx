import { ActionIcon, Popover } from '@mantine/core';
import { IconFilter, IconFilterFilled } from '@tabler/icons-react';
import { useState } from 'react';
import { PickerPanel } from '../../variables/PickerPanel';
import { popover } from '../../variables/popover';
import type { Column } from './columns';
import { choicesOf, type Sort } from './rows';
import css from './Table.module.css';

interface HeadCellProps {
  column: Column;
  sort: Sort | null;
  /** The texts that are let through; none means all. */
  filter?: ReadonlySet<string>;
  onTurn: (name: string) => void;
  onFilter: (name: string, texts: string[]) => void;
}

/** The name of a column, which sorts by it, and what chooses rows by it. */
export function HeadCell({ column, sort, filter, onTurn, onFilter }: HeadCellProps) {
  const { name, align, filterable, hideHeader } = column;
  const sorted = sort?.by === name;
  return (
    <div className={css.headCell} role="columnheader" data-align={align} aria-sort={!sorted ? undefined : sort.down ? 'descending' : 'ascending'}>
      {!hideHeader && (
        <button type="button" className={css.name} onClick={() => onTurn(name)} title={name}>
          {name}
          {sorted && <span aria-hidden>{sort.down ? ' ▾' : ' ▴'}</span>}
        </button>
      )}
      {filterable && <Filter {...{ column, filter }} onFilter={(texts) => onFilter(name, texts)} />}
    </div>
  );
}

function Filter({ column, filter, onFilter }: { column: Column; filter?: ReadonlySet<string>; onFilter: (texts: string[]) => void }) {
  const [opened, setOpened] = useState(false);
  const Icon = filter ? IconFilterFilled : IconFilter;
  return (
    <Popover opened={opened} onChange={setOpened} {...popover}>
      <Popover.Target>
        <ActionIcon size={20} aria-label={`Choose rows by ${column.name}`} aria-pressed={filter !== undefined} onClick={() => setOpened(!opened)}>
          <Icon size={12} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown p={0}>{opened && <Choices {...{ column, filter, onFilter }} onClose={() => setOpened(false)} />}</Popover.Dropdown>
    </Popover>
  );
}

function Choices({ column, filter, onFilter, onClose }: { column: Column; filter?: ReadonlySet<string>; onFilter: (texts: string[]) => void; onClose: () => void }) {
  const options = choicesOf(column).map((text) => ({ value: text, text: text || '(empty)' }));
  return <PickerPanel label={column.name} options={options} selected={[...(filter ?? [])]} multi includeAll={false} allowNone onChange={onFilter} onClose={onClose} />;
}
