import { ActionIcon } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import css from './Table.module.css';

interface PagerProps {
  page: number;
  pages: number;
  size: number;
  rows: number;
  onPage: (page: number) => void;
}

export const pagerHeight = 32;

/** Which of the rows are shown, and the way to the others. */
export function Pager({ page, pages, size, rows, onPage }: PagerProps) {
  const first = page * size;
  return (
    <nav className={css.pager} style={{ height: pagerHeight }} aria-label="Pages">
      <ActionIcon size={22} aria-label="The page before" disabled={page === 0} onClick={() => onPage(page - 1)}>
        <IconChevronLeft size={15} aria-hidden />
      </ActionIcon>
      <span aria-live="polite">
        {rows === 0 ? 'No rows' : `${first + 1} – ${Math.min(rows, first + size)} of ${rows.toLocaleString('en')}`}
      </span>
      <ActionIcon size={22} aria-label="The next page" disabled={page >= pages - 1} onClick={() => onPage(page + 1)}>
        <IconChevronRight size={15} aria-hidden />
      </ActionIcon>
    </nav>
  );
}
