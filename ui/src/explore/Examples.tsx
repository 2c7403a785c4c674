import { examples } from './exampleQueries';
import css from './explore.module.css';

/** What an empty Explore offers: questions that one click answers, and what was asked before. */
export function Examples({
  history,
  onPick,
}: {
  history: readonly string[];
  onPick: (exprs: readonly string[]) => void;
}) {
  return (
    <div className={css.examples}>
      <section aria-labelledby="examples-title">
        <h2 id="examples-title">Start with a question</h2>
        <div className={css.cards}>
          {examples.map(({ title, question, exprs }) => (
            <button key={title} type="button" className={css.card} onClick={() => onPick(exprs)}>
              <span className={css.cardTitle}>{title}</span>
              <span className={css.cardQuestion}>{question}</span>
              {exprs.map((expr) => (
                <code key={expr}>{expr}</code>
              ))}
            </button>
          ))}
        </div>
      </section>
      {history.length > 0 && (
        <section aria-labelledby="recent-title">
          <h2 id="recent-title">Your recent queries</h2>
          <ul className={css.recent}>
            {history.slice(0, 8).map((expr) => (
              <li key={expr}>
                <button type="button" onClick={() => onPick([expr])}>
                  <code>{expr}</code>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}
