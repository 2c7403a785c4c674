import { IconListDetails } from '@tabler/icons-react';
import css from './targets.module.css';

/** A plain button: a list of thousands has no room for a component with a tooltip in every row. */
export function DetailsButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" className={css.details} aria-label={label} title={label} onClick={onClick}>
      <IconListDetails size={15} aria-hidden />
    </button>
  );
}
