import type { Labels } from '../api/prometheus';
import css from './LabelList.module.css';

interface LabelListProps {
  labels: Labels;
  /** Names already shown beside the list. */
  omit?: string[];
  onPick?: (name: string, value: string) => void;
}

/** Labels as small chips, in alphabetical order; with `onPick` each is a button that filters by it. */
export function LabelList({ labels, omit = [], onPick }: LabelListProps) {
  const names = Object.keys(labels)
    .filter((name) => !omit.includes(name))
    .sort();
  if (names.length === 0) return null;
  return (
    <ul className={css.list} aria-label="Labels">
      {names.map((name) => (
        <li key={name}>
          {onPick ? (
            <button
              type="button"
              className={`${css.label} ${css.pickable}`}
              title={`Show only ${name}="${labels[name]}"`}
              onClick={() => onPick(name, labels[name]!)}
            >
              <Pair name={name} value={labels[name]!} />
            </button>
          ) : (
            <span className={css.label}>
              <Pair name={name} value={labels[name]!} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <span className={css.name}>{name}=</span>
      <span className={css.value}>{value}</span>
    </>
  );
}
