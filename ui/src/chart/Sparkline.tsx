import { useId } from 'react';
import { formatValue, type Unit } from './units';
import { sparkPaths } from './sparkPaths';

export interface SparklineProps {
  /** Time in seconds and value; null or a non-finite value breaks the line. */
  points: ReadonlyArray<readonly [number, number | null]>;
  width?: number;
  height?: number;
  /** Any CSS colour, `var(...)` included. */
  color?: string;
  /** What the line shows; the last, smallest and largest value are added to it for screen readers. */
  ariaLabel: string;
  unit?: Unit;
  /** Fixes the value axis, for example [0, 1] for a ratio; the default fits the data and includes zero. */
  domain?: readonly [number, number];
}

/** A small line without axes, drawn as SVG: cheap enough for a table cell, stretched by CSS when the parent asks for it. */
export function Sparkline({
  points,
  width = 160,
  height = 36,
  color = 'currentColor',
  ariaLabel,
  unit = 'short',
  domain,
}: SparklineProps) {
  const fade = useId();
  const { line, area, last, min, max } = sparkPaths(points, width, height, domain);
  const label =
    last === null
      ? `${ariaLabel}: no data`
      : `${ariaLabel}: last ${formatValue(last.value, unit)}, lowest ${formatValue(min, unit)}, highest ${formatValue(max, unit)}`;

  return (
    <svg
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      style={{ display: 'block', overflow: 'visible', color }}
    >
      <defs>
        <linearGradient id={fade} x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stopColor="currentColor" stopOpacity="0.26" />
          <stop offset="1" stopColor="currentColor" stopOpacity="0.03" />
        </linearGradient>
      </defs>
      {last === null ? (
        <line
          x1="0"
          x2={width}
          y1={height - 1}
          y2={height - 1}
          stroke="currentColor"
          strokeOpacity="0.35"
          strokeDasharray="2 4"
        />
      ) : (
        <>
          <path d={area} fill={`url(#${fade})`} />
          <path
            d={line}
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            strokeLinejoin="round"
            strokeLinecap="round"
          />
          <circle cx={last.x} cy={last.y} r="2" fill="currentColor" />
        </>
      )}
    </svg>
  );
}
