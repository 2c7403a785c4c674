import { CopyButton } from '../parts/CopyButton';
import css from './probes.module.css';

/** A piece of configuration to paste, for a page that has nothing to show yet. */
export function Paste({ yaml }: { yaml: string }) {
  return (
    <div className={css.paste}>
      <pre tabIndex={0} aria-label="Configuration to paste">
        {yaml}
      </pre>
      <CopyButton value={yaml} what="the configuration" />
    </div>
  );
}
