import type { Standing } from '../api/lookout';
import type { Target } from '../api/prometheus';
import { formatCount } from '../format/number';
import { Facts } from '../parts/Facts';
import table from '../parts/table.module.css';
import css from './targets.module.css';
import { useStandings } from './useStandings';

/** What a target sends, beside what it may send, and whose samples these are. */
export function TargetBudget({ target }: { target: Target }) {
  const standing = useStandings()(target);
  if (!standing) return null;
  const { samples, newSeries, budget, complaint, metrics } = standing;
  return (
    <>
      <Facts
        facts={[
          ['Samples', ofBudget(samples, budget.samples)],
          ['New series', `${ofBudget(newSeries, budget.newSeries)} within an hour`],
          ['Over its budget', complaint && <span className={css.fullError}>{complaint}</span>],
        ]}
      />
      {metrics.length > 0 && <Largest metrics={metrics} />}
    </>
  );
}

/** A figure beside its bound, where there is one. */
export const ofBudget = (has: number, may: number) => (may > 0 ? `${formatCount(has)} of ${formatCount(may)}` : formatCount(has));

function Largest({ metrics }: Pick<Standing, 'metrics'>) {
  return (
    <section>
      <h3 className={css.heading}>Its largest metrics</h3>
      <div className={css.box}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">Metric</th>
            <th scope="col" className={table.number}>Series</th>
            <th scope="col">Widest label</th>
          </tr>
        </thead>
        <tbody>
          {metrics.map(({ name, series, labels }) => (
            <tr key={name}>
              <td className={table.mono}>{name}</td>
              <td className={table.number}>{formatCount(series)}</td>
              <td title={labels[0]?.examples.join(', ')}>
                {labels[0] ? `${labels[0].name}, ${formatCount(labels[0].values)} values` : '–'}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      </div>
    </section>
  );
}
