import { useQuery } from '@tanstack/react-query';
import { dashboardSources, type DashboardSources } from '../api/dashboards';
import { Panel } from '../parts/Panel';
import { live } from '../time/refresh';
import css from './dashboards.module.css';

/** What sources have that is not in the list, or not as they have it now. Nothing as long as all is well. */
export function SourceProblems() {
  const { data } = useQuery({ queryKey: [live, 'dashboard-sources'], queryFn: ({ signal }) => dashboardSources(signal) });
  const problems = data ? problemsOf(data) : [];
  if (problems.length === 0) return null;
  return (
    <Panel title="Refused or not read" aside={problems.length} className={css.folder} flush>
      <ul className={css.problems}>
        {problems.map(({ of, origin, reason }) => (
          <li key={`${of} ${origin}`} className={css.row}>
            <span>{origin ?? of}</span>
            <span className={css.reason}>{reason}</span>
            {origin && <span className={css.source}>{of}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

interface Problem {
  /** Whose it is. */
  of: string;
  /** The file, where it is not all of the source. */
  origin?: string;
  reason: string;
}

function problemsOf({ sources, servicesNotAsked }: DashboardSources): Problem[] {
  const problems = sources.flatMap(({ kind, name, error, refused }): Problem[] => {
    const of = `${kind} ${name}`;
    return [...(error ? [{ of, reason: error }] : []), ...refused.map(({ origin, reason }) => ({ of, origin, reason }))];
  });
  if (servicesNotAsked === 0) return problems;
  return [...problems, { of: `${servicesNotAsked} services`, reason: 'not asked for their dashboards: there are too many' }];
}
