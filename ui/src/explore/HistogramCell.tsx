import type { HistogramValue } from '../api/prometheus';
import { formatValue, type Unit } from '../chart';
import css from './explore.module.css';

const barWidth = 4;
const height = 20;
const mostBars = 60;

/** A native histogram in a table cell: its shape as bars, with the count and the mean beside it. */
export function HistogramCell({ histogram, unit }: { histogram: HistogramValue; unit: Unit }) {
  const buckets = histogram.buckets ?? [];
  const shown = buckets.slice(-mostBars);
  const tallest = Math.max(...shown.map(([, , , count]) => Number(count)), Number.MIN_VALUE);
  const count = Number(histogram.count);
  const mean = count > 0 ? formatValue(Number(histogram.sum) / count, unit) : '–';
  return (
    <span className={css.histogram}>
      <svg
        width={shown.length * barWidth}
        height={height}
        role="img"
        aria-label={`Histogram of ${buckets.length} buckets`}
      >
        {shown.map(([, left, right, bucketCount], i) => {
          const bar = Math.max(1, (Number(bucketCount) / tallest) * height);
          return (
            <rect key={left} x={i * barWidth} y={height - bar} width={barWidth - 1} height={bar}>
              <title>{`${formatValue(Number(left), unit)} to ${formatValue(Number(right), unit)}: ${formatValue(Number(bucketCount))}`}</title>
            </rect>
          );
        })}
      </svg>
      <span>
        {formatValue(count)} values, mean {mean}
      </span>
    </span>
  );
}
