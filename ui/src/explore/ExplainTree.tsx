import { CloseButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Loading } from '../parts/states';
import { parseQuery } from './ask';
import { explainNode, type Explained } from './explain';
import { QueryError } from './QueryError';
import css from './explore.module.css';

/** How the engine reads an expression: its parts as a tree, each with what it does. */
export function ExplainTree({ expr, onClose }: { expr: string; onClose: () => void }) {
  const { data, error } = useQuery({
    queryKey: ['explore', 'parse', expr],
    queryFn: async ({ signal }) => explainNode(await parseQuery(expr, signal)),
    staleTime: Infinity,
  });
  return (
    <section className={css.explain} aria-label="Explanation">
      <CloseButton size="sm" className={css.explainClose} aria-label="Close explanation" onClick={onClose} />
      {error ? <QueryError error={error} expr={expr} /> : data ? <Part part={data} /> : <Loading rows={2} />}
    </section>
  );
}

function Part({ part }: { part: Explained }) {
  return (
    <div className={css.part}>
      <div>
        <code>{part.text}</code> <span className={css.partMeaning}>{part.meaning}</span>
      </div>
      {part.children.length > 0 && (
        <div className={css.partChildren}>
          {part.children.map((child, i) => (
            <Part key={i} part={child} />
          ))}
        </div>
      )}
    </div>
  );
}
