import type { RangeMs } from '../../time/range';
import type { Resolved } from './resolved';
import { VariableControl } from './VariableControl';
import css from './variables.module.css';

interface VariableBarProps {
  resolved: readonly Resolved[];
  range: RangeMs;
  /** The new selection of a variable, as the URL's `var-name` is to have it. An empty list is no selection. */
  onChange: (name: string, value: string | string[]) => void;
  onRetry: () => void;
}

/** The controls of a dashboard's variables, in its order. Nothing at all when none is to be seen. */
export function VariableBar({ resolved, range, onChange, onRetry }: VariableBarProps) {
  const shown = resolved.filter(isShown);
  if (shown.length === 0) return null;
  return (
    <div className={css.bar} role="group" aria-label="Variables">
      {shown.map((one) => (
        <VariableControl
          key={one.variable.name}
          resolved={one}
          range={range}
          onChange={(value) => onChange(one.variable.name, value)}
          onRetry={onRetry}
        />
      ))}
    </div>
  );
}

/** A hidden variable that failed is shown after all: without it nobody could tell why panels stay empty. */
function isShown({ variable, state }: Resolved): boolean {
  if (variable.type === 'constant' || variable.type === 'system') return false;
  return variable.hide !== 2 || state === 'error';
}
