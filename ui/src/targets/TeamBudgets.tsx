import type { ReactNode } from 'react';
import { IconUsersGroup } from '@tabler/icons-react';
import { useBudgets } from '../api/hooks';
import type { TeamStanding } from '../api/lookout';
import { formatCount, plural } from '../format/number';
import { Dot } from '../parts/Pill';
import { Empty, Loaded, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import { ofBudget } from './TargetBudget';
import css from './targets.module.css';

/** What the targets of each team with a budget send together, and which of them and whose metrics grew. */
export function TeamBudgets() {
  const budgets = useBudgets();
  return (
    <Loaded query={budgets} loading={<Loading rows={4} height={28} />}>
      {({ teams }) =>
        teams.length === 0 ? (
          <Empty icon={<IconUsersGroup size={26} stroke={1.5} aria-hidden />} title="No team has a budget">
            Targets with a label team are added up where the block budgets has an entry with per: team.
          </Empty>
        ) : (
          teams.map((standing) => <Team key={standing.team} standing={standing} />)
        )
      }
    </Loaded>
  );
}

function Team({ standing }: { standing: TeamStanding }) {
  const { team, targets, samples, newSeries, budget, over, metrics, largest } = standing;
  return (
    <section className={css.team} aria-label={`Budget of team ${team}`}>
      <h3 className={css.heading}>
        <Dot tone={over.length > 0 ? 'warn' : 'ok'} label={over.length > 0 ? 'over its budget' : 'within its budget'} /> {team}
      </h3>
      <p className={css.found}>
        {plural(targets, 'target')}, {ofBudget(samples, budget.samples)} samples,{' '}
        {ofBudget(newSeries, budget.newSeries)} new series within an hour
      </p>
      <div className={css.sides}>
        <Side
          label={`Metrics of team ${team}`}
          columns={['Metric', 'Job', 'Series', 'New', 'Widest label']}
          rows={metrics.map((m) => [`${m.job} ${m.name}`, m.name, m.job, m.series, m.newSeries, widest(m)])}
        />
        <Side
          label={`Targets of team ${team}`}
          columns={['Target', 'Job', 'Samples', 'New']}
          rows={largest.map((t) => [`${t.job} ${t.instance}`, t.instance, t.job, t.samples, t.newSeries])}
        />
      </div>
    </section>
  );
}

const widest = ({ label }: TeamStanding['metrics'][number]) =>
  label && label.values > 1 ? (
    <span title={label.examples.join(', ')}>
      {label.name}, {formatCount(label.values)} values
    </span>
  ) : (
    '–'
  );

type Row = [key: string, name: string, job: string, size: number, grown: number, more?: ReactNode];

function Side({ label, columns, rows }: { label: string; columns: string[]; rows: Row[] }) {
  return (
    <div className={`${css.box} ${css.scroll}`}>
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column, i) => (
              <th key={column} scope="col" className={i === 2 || i === 3 ? table.number : undefined}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([key, name, job, size, grown, more]) => (
            <tr key={key}>
              <td className={table.mono}>{name}</td>
              <td>{job}</td>
              <td className={table.number}>{formatCount(size)}</td>
              <td className={table.number}>{grown > 0 ? `+${formatCount(grown)}` : '–'}</td>
              {more !== undefined && <td>{more}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Stands above the list of targets, whatever is shown of it. */
export function TeamsOver({ onShow }: { onShow: () => void }): ReactNode {
  const over = useBudgets().data?.teams.filter((standing) => standing.over.length > 0) ?? [];
  return over.map(({ team, complaint }) => (
    <div key={team} role="status" className={css.over}>
      <strong>Team {team} is over its budget</strong>: {complaint}.{' '}
      <button type="button" className={css.more} onClick={onShow}>
        Show the budgets of teams
      </button>
    </div>
  ));
}
