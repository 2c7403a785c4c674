import type { PanelAnnotation } from '../contract';

interface MarkLinesProps {
  marks: readonly PanelAnnotation[];
  x: (time: number) => number;
  bottom: number;
  colorOf: (name: string) => string;
}

/** Annotations over rows of states: a line where one begins, a bar below while it lasts. */
export function MarkLines({ marks, x, bottom, colorOf }: MarkLinesProps) {
  return marks.map(({ time, timeEnd = time, color }, i) => (
    <g key={i} stroke={colorOf(color)} pointerEvents="none">
      <line x1={x(time)} x2={x(time)} y1={0} y2={bottom} strokeDasharray="4 3" />
      {timeEnd > time && <line x1={x(time)} x2={x(timeEnd)} y1={bottom} y2={bottom} strokeWidth={4} />}
    </g>
  ));
}
