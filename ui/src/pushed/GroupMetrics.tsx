import { usePushedGroup } from '../api/hooks';
import type { PushedMetric } from '../api/lookout';
import { formatCount } from '../format/number';
import { Ago } from '../parts/Ago';
import { Loaded } from '../parts/states';
import table from '../parts/table.module.css';
import css from './pushed.module.css';

/** A push may carry tens of thousands; a page of values is for looking, not for reading them all. */
const shownAtMost = 200;

export function GroupMetrics({ id }: { id: string }) {
  const answer = usePushedGroup(id, shownAtMost);
  return (
    <div className={css.metrics}>
      <Loaded query={answer}>
        {({ group, metrics }) =>
          metrics.length === 0 ? (
            <p className={css.none}>The group has no metrics: no push was taken yet, or an empty one.</p>
          ) : (
            <Metrics list={metrics} total={group.samples} />
          )
        }
      </Loaded>
    </div>
  );
}

function Metrics({ list, total }: { list: PushedMetric[]; total: number }) {
  const all = list.flatMap((metric) => metric.samples.map((sample) => ({ metric, ...sample })));
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th>Series</th>
            <th className={table.number}>Value</th>
            <th className={table.fit}>Type</th>
            <th className={table.fit}>Pushed</th>
          </tr>
        </thead>
        <tbody>
          {all.map(({ metric, series, value }) => (
            <tr key={series} title={metric.help || undefined}>
              <td className={table.mono}>{series}</td>
              <td className={`${table.number} ${table.mono}`}>{value}</td>
              <td className={`${table.fit} ${table.muted}`}>{metric.type}</td>
              <td className={`${table.fit} ${table.muted}`}>
                <Ago time={metric.pushed} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {total > all.length && (
        <p className={css.none}>
          The first {all.length} of {formatCount(total)}; the rest is in Explore.
        </p>
      )}
    </div>
  );
}
