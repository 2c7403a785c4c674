import type { Mechanism } from '../api/lookout';
import { formatCount } from '../format/number';
import { Ago } from '../parts/Ago';
import { Dot } from '../parts/Pill';
import table from '../parts/table.module.css';
import css from './targets.module.css';

/** How each way to find targets fares. */
export function Mechanisms({ mechanisms }: { mechanisms: Mechanism[] }) {
  return (
    <div className={`${css.box} ${css.scroll}`}>
      <table className={table.table} aria-label="Discovery mechanisms">
        <thead>
          <tr>
            <th>Job</th>
            <th>Mechanism</th>
            <th>Last answer</th>
            <th className={css.count}>Targets</th>
            <th className={css.count}>Dashboards</th>
            <th className={css.count}>Dropped</th>
            <th>What fails</th>
          </tr>
        </thead>
        <tbody>
          {mechanisms.map((m) => (
            <tr key={`${m.job} ${m.mechanism}`}>
              <td>
                <span className={css.mechanism}>
                  <Dot tone={toneOf(m)} label={m.error === '' ? 'works' : 'fails'} />
                  {m.job}
                </span>
              </td>
              <td>{m.mechanism}</td>
              <td>{m.convention ? <Ago time={m.lastSuccess ?? undefined} /> : ''}</td>
              <td className={css.count}>{formatCount(m.kept)}</td>
              <td className={css.count}>{m.convention ? formatCount(m.dashboards.length) : ''}</td>
              <td className={css.count}>{formatCount(m.dropped.length + m.droppedMore)}</td>
              <td className={css.fullError}>{m.error}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function toneOf(m: Mechanism) {
  if (m.error !== '') return 'bad';
  return m.convention && m.lastSuccess === null ? 'quiet' : 'ok';
}

/** Stands above the list: what is missing there may be missing because of this. */
export function Failing({ mechanisms }: { mechanisms: Mechanism[] }) {
  return (
    <>
      {mechanisms.map((m) => (
        <div key={m.job} role="alert" className={css.failing}>
          <strong>
            Discovery of {m.job} by {m.mechanism} fails
          </strong>
          ; {m.lastSuccess === null ? 'it has never answered' : 'the targets below are those it knew '}
          {m.lastSuccess !== null && <Ago time={m.lastSuccess} />}.<div className={css.fullError}>{m.error}</div>
        </div>
      ))}
    </>
  );
}
