import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { plural } from '../format/number';
import type { Measured } from './answers';
import type { Query } from './state';
import css from './explore.module.css';

interface QueryStatusProps {
  query: Query;
  result: { data?: Measured; isFetching: boolean };
  edited: boolean;
  histograms: number;
}

/** One quiet line under an editor: what came back, how long it took, and what the engine wants known. */
export function QueryStatus({ query, result, edited, histograms }: QueryStatusProps) {
  const { data, isFetching } = result;
  const current = data?.expr === query.expr ? data : undefined;
  const outcome = summary(query, current, isFetching);
  return (
    <div className={css.status} aria-live="polite">
      {outcome && <span>{outcome}</span>}
      {edited && <span className={css.edited}>Changed, press Enter to run</span>}
      {histograms > 0 && (
        <Remark icon={<IconInfoCircle size={14} />}>
          {plural(histograms, 'native histogram')} without a line: see the table, or draw histogram_quantile(0.99, …)
        </Remark>
      )}
      {current?.warnings.map((text) => (
        <Remark key={text} tone="warn" icon={<IconAlertTriangle size={14} />}>
          {text}
        </Remark>
      ))}
      {current?.infos.map((text) => (
        <Remark key={text} icon={<IconInfoCircle size={14} />}>
          {text}
        </Remark>
      ))}
    </div>
  );
}

function summary(query: Query, current: Measured | undefined, isFetching: boolean): string {
  if (query.expr.trim() === '') return '';
  if (!query.enabled) return 'Switched off';
  if (!current) return isFetching ? 'Running…' : '';
  const isSeries = current.data.resultType === 'vector' || current.data.resultType === 'matrix';
  const amount = isSeries ? plural(current.seriesCount, 'series', 'series') : `One ${current.data.resultType}`;
  return `${amount} in ${formatMillis(current.millis)}`;
}

function formatMillis(millis: number): string {
  return millis < 1000 ? `${Math.max(1, Math.round(millis))} ms` : `${(millis / 1000).toFixed(2)} s`;
}

function Remark({ icon, tone, children }: { icon: ReactNode; tone?: 'warn'; children: ReactNode }) {
  return (
    <span className={css.remark} data-tone={tone}>
      {icon}
      <span>{children}</span>
    </span>
  );
}
