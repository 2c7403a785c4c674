import { IconChevronRight } from '@tabler/icons-react';
import { interpolate } from '../variables/interpolate';
import type { Section } from './sections';
import css from './Grid.module.css';

interface RowHeadProps {
  section: Section;
  folded: boolean;
  onToggle: () => void;
}

/** The title of a row, which folds it away and back. */
export function RowHead({ section: { row, scope, panels }, folded, onToggle }: RowHeadProps) {
  return (
    <h2 style={{ margin: 0 }}>
      <button type="button" className={css.row} aria-expanded={!folded} onClick={onToggle}>
        <IconChevronRight size={16} aria-hidden />
        {interpolate(row!.title, scope, 'text') || 'Row'}
        {folded && <span className={css.count}>({panels.length === 1 ? '1 panel' : `${panels.length} panels`})</span>}
      </button>
    </h2>
  );
}
