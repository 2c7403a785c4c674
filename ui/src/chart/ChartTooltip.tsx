import type { HoverRows } from './hover';
import type { Exemplar } from './exemplars';
import { formatMoment } from './timeTicks';
import { formatValue, type Unit } from './units';
import classes from './chart.module.css';

export interface ChartTooltipProps {
  time: number;
  unit: Unit;
  hover: HoverRows;
  exemplar: Exemplar | null;
  /** Where the pointer is inside the plot, and how wide the plot is: the tooltip takes the roomier side. */
  left: number;
  top: number;
  plotWidth: number;
}

const gap = 16;

export function ChartTooltip({ time, unit, hover, exemplar, left, top, plotWidth }: ChartTooltipProps) {
  const onRight = left < plotWidth / 2;
  const position = onRight ? { left: left + gap, top } : { left: left - gap, top, transform: 'translateX(-100%)' };
  return (
    <div className={classes.tooltip} style={position}>
      <div className={classes.tooltipTime}>{formatMoment(time)}</div>
      {hover.rows.map((row) => (
        <div key={row.key} className={classes.tooltipRow} data-focused={row.focused || undefined}>
          <span className={classes.swatch} style={{ background: row.color }} />
          <span className={classes.tooltipName}>{row.name}</span>
          <span className={classes.tooltipValue}>{formatValue(row.value, unit)}</span>
        </div>
      ))}
      {hover.rows.length === 0 && <div className={classes.tooltipNote}>No value at this time</div>}
      {hover.more > 0 && <div className={classes.tooltipNote}>and {hover.more} more</div>}
      {exemplar && <ExemplarDetails exemplar={exemplar} unit={unit} />}
    </div>
  );
}

function ExemplarDetails({ exemplar, unit }: { exemplar: Exemplar; unit: Unit }) {
  return (
    <div className={classes.exemplar}>
      <div className={classes.tooltipRow}>
        <span className={classes.diamond} />
        <span className={classes.tooltipName}>Exemplar at {formatMoment(exemplar.time)}</span>
        <span className={classes.tooltipValue}>{formatValue(exemplar.value, unit)}</span>
      </div>
      {Object.entries(exemplar.labels).map(([name, value]) => (
        <div key={name} className={classes.exemplarLabel}>
          <span>{name}</span> {value}
        </div>
      ))}
    </div>
  );
}
