import { memo } from 'react';
import type { Unit } from '../chart';
import { Empty } from '../parts/states';
import { InstantTable } from './InstantTable';
import { instantRows, type Measured } from './answers';
import css from './explore.module.css';

export interface InstantAnswer {
  letter: string;
  expr: string;
  unit: Unit;
  result: Measured;
}

/** A table for each query at the end of the time range. */
export const TableView = memo(function TableView({ answers }: { answers: readonly InstantAnswer[] }) {
  return answers.map(({ letter, expr, unit, result }) => {
    const rows = instantRows(result.data);
    return (
      <div key={letter} className={css.tableSection}>
        {answers.length > 1 && (
          <div className={css.graphTitle}>
            {letter} <code>{expr}</code>
          </div>
        )}
        {rows.length === 0 ? (
          <Empty title="No series right now">
            Nothing matches at the end of the time range. It may have been there earlier: see the graph.
          </Empty>
        ) : (
          <InstantTable rows={rows} unit={unit} ariaLabel={`Values of query ${letter}`} />
        )}
      </div>
    );
  });
});
