import { useId } from 'react';
import css from './Stat.module.css';

interface SparkProps {
  values: (number | null)[];
  color: string;
  width: number;
  height: number;
  /** How much of the height is left free above. */
  from?: number;
}

/** The way a value went, as an area in the lower part of a box. */
export function Spark({ values, color, width, height, from = 0.55 }: SparkProps) {
  const id = useId();
  const top = from * height;
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length < 2) return null;
  const low = Math.min(...known);
  const span = Math.max(...known) - low || 1;
  const x = (i: number) => (i / (values.length - 1)) * width;
  const y = (value: number) => height - 2 - ((value - low) / span) * (height - top - 4);
  const points = values.flatMap((value, i) => (value === null || !Number.isFinite(value) ? [] : [`${x(i).toFixed(1)},${y(value).toFixed(1)}`]));
  const line = `M${points.join('L')}`;
  const area = `${line}L${points.at(-1)!.split(',')[0]},${height}L${points[0]!.split(',')[0]},${height}Z`;
  return (
    <svg className={css.spark} width={width} height={height} aria-hidden>
      <linearGradient id={id} x1="0" y1="0" x2="0" y2="1">
        <stop offset="50%" stopColor={color} stopOpacity="0.28" />
        <stop offset="100%" stopColor={color} stopOpacity="0.04" />
      </linearGradient>
      <path d={area} fill={`url(#${id})`} />
      <path d={line} fill="none" stroke={color} strokeWidth="1.25" />
    </svg>
  );
}
