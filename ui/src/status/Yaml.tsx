import { memo } from 'react';
import css from './status.module.css';
import { tokenize } from './yaml';

/** YAML with line numbers, coloured lightly. */
export const Yaml = memo(function Yaml({ text, label }: { text: string; label: string }) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <pre className={css.yaml} tabIndex={0} aria-label={label}>
      {lines.map((line, i) => (
        <code key={i} className={css.yamlLine}>
          {tokenize(line).map((token, j) =>
            token.kind === 'plain' || token.kind === 'string' ? (
              token.text
            ) : (
              <span key={j} className={css[token.kind]}>
                {token.text}
              </span>
            ),
          )}
          {'\n'}
        </code>
      ))}
    </pre>
  );
});
