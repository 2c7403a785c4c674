import { IconAlertCircle } from '@tabler/icons-react';
import { explainError } from './errorHelp';
import css from './explore.module.css';

/** What the engine said, where in the expression, and what to do. */
export function QueryError({ error, expr }: { error: Error; expr: string }) {
  const { message, position, hint } = explainError(error.message, expr);
  return (
    <div className={css.error} role="alert">
      <IconAlertCircle size={16} className={css.errorIcon} aria-hidden />
      <div className={css.errorBody}>
        {position && (
          <pre className={css.errorExpr}>
            {expr.slice(0, position.from)}
            <mark>{expr.slice(position.from, position.to) || ' '}</mark>
            {expr.slice(position.to)}
          </pre>
        )}
        <div className={css.errorMessage}>{message}</div>
        {hint && <div className={css.errorHint}>{hint}</div>}
      </div>
    </div>
  );
}
