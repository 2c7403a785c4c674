import { memo, useId } from 'react';
import { unitNames, type DrawStyle, type Exemplar } from '../chart';
import { TimeSeriesChart } from '../chart/TimeSeriesChart';
import { Empty } from '../parts/states';
import type { Panel } from './answers';
import css from './explore.module.css';

interface GraphViewProps {
  panels: readonly Panel[];
  style: DrawStyle;
  exemplars: readonly Exemplar[];
  /** How many series of the answers have no line because they are native histograms. */
  histograms: number;
  onSelectRange: (from: number, to: number) => void;
}

/** One chart for each unit among the results, with a cursor that moves through all of them. */
export const GraphView = memo(function GraphView({
  panels,
  style,
  exemplars,
  histograms,
  onSelectRange,
}: GraphViewProps) {
  const syncKey = useId();
  const filled = panels.filter((panel) => panel.series.length > 0);
  if (filled.length === 0 && histograms > 0) {
    return (
      <Empty title="Native histograms have no single line">
        Draw a quantile with histogram_quantile(0.99, rate(…[5m])), or see their shape in the table.
      </Empty>
    );
  }
  if (filled.length === 0) {
    return (
      <Empty title="No series in this time range">
        The query is fine, but nothing matches it. Check names and labels in the metric browser, or widen the time
        range.
      </Empty>
    );
  }
  return filled.map((panel, i) => (
    <div key={panel.unit} className={css.graph}>
      {filled.length > 1 && (
        <div className={css.graphTitle}>
          {panel.letters.join(', ')} <span>{unitNames[panel.unit].split(',')[0]}</span>
        </div>
      )}
      <TimeSeriesChart
        times={panel.times}
        series={panel.series}
        range={panel.range}
        unit={panel.unit}
        style={style}
        height={filled.length > 1 ? 260 : 360}
        syncKey={syncKey}
        // Exemplars have no unit of their own; beside the first chart's values they are most likely at home.
        exemplars={i === 0 ? exemplars : undefined}
        ariaLabel={`Queries ${panel.letters.join(', ')} over time`}
        onSelectRange={onSelectRange}
      />
    </div>
  ));
});
