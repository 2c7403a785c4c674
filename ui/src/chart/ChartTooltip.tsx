import { useLayoutEffect, useRef, useState } from 'react';
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
  /** The height of the whole chart area, which the tooltip stays inside while it fits. */
  height: number;
}

const gap = 16;

export function ChartTooltip(props: ChartTooltipProps) {
  const { time, unit, hover, exemplar, left, plotWidth, height } = props;
  const box = useRef<HTMLDivElement>(null);
  const [ownHeight, setOwnHeight] = useState(0);
  useLayoutEffect(() => setOwnHeight(box.current?.offsetHeight ?? 0), [hover.rows.length, exemplar]);

  const top = Math.max(0, Math.min(props.top, height - ownHeight));
  const onRight = left < plotWidth / 2;
  const position = onRight ? { left: left + gap, top } : { left: left - gap, top, transform: 'translateX(-100%)' };
  return (
    <div ref={box} className={classes.tooltip} style={position}>
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
