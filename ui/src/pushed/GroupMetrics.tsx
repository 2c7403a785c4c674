import { usePushedMetrics } from '../api/hooks';
import type { PushedMetric } from '../api/lookout';
import { formatCount } from '../format/number';
import { Ago } from '../parts/Ago';
import { Loaded } from '../parts/states';
import table from '../parts/table.module.css';
import css from './pushed.module.css';

/** A push may carry tens of thousands; a page of values is for looking, not for reading them all. */
const shownAtMost = 200;

export function GroupMetrics({ id }: { id: string }) {
  const metrics = usePushedMetrics(id);
  return (
    <div className={css.metrics}>
      <Loaded query={metrics}>
        {(list) =>
          list.length === 0 ? (
            <p className={css.none}>The group has no metrics: no push was taken yet, or an empty one.</p>
          ) : (
            <Metrics list={list} />
          )
        }
      </Loaded>
    </div>
  );
}

function Metrics({ list }: { list: PushedMetric[] }) {
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
          {all.slice(0, shownAtMost).map(({ metric, series, value }) => (
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
      {all.length > shownAtMost && (
        <p className={css.none}>
          The first {shownAtMost} of {formatCount(all.length)}; the rest is in Explore.
        </p>
      )}
    </div>
  );
}
