import { Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useInstant, useRange } from '../api/hooks';
import { exploreParams } from '../app/links';
import { formatValue, Sparkline, type Unit } from '../chart';
import { PageLink } from '../parts/PageLink';
import { useTimeRange } from '../time/useTimeRange';
import css from './home.module.css';
import { endingWith, onGrid, sparkStep } from './step';

interface Line {
  /** What tells this line from the card's other one; one line alone needs no name. */
  name?: string;
  /** Must give one series at most. */
  expr: string;
}

interface MetricCardProps {
  title: string;
  lines: Line[];
  unit: Unit;
  domain?: readonly [number, number];
  /** From which value on a number is worth a look, and from which it is bad. */
  limits?: { warn: number; bad: number };
  note?: ReactNode;
}

/** The last value of one or two series with their course over the time range; leads to Explore. */
export function MetricCard({ title, lines, unit, domain, limits, note }: MetricCardProps) {
  return (
    <PageLink
      to="/explore"
      params={exploreParams(...lines.map(({ expr }) => expr))}
      className={css.card}
      title="Open in Explore"
    >
      <span className={css.cardName}>{title}</span>
      <CardBody title={title} lines={lines} unit={unit} domain={domain} limits={limits} note={note} />
    </PageLink>
  );
}

function CardBody({ title, lines, unit, domain, limits, note }: MetricCardProps) {
  const first = useLine(lines[0]!.expr);
  const second = useLine(lines[1]?.expr);
  const size = useElementSize();
  const shown = [first, second].slice(0, lines.length);
  const colors = [toneColor(toneOf(first.last, limits)), 'var(--text-faint)'];
  return (
    <>
      <span className={css.pair} data-lines={lines.length}>
        {shown.map(({ last, loading }, i) => (
          <span key={lines[i]!.expr} className={css.cardValue} data-tone={toneOf(last, limits)}>
            {lines[i]!.name && <small>{lines[i]!.name} </small>}
            {loading ? <Skeleton component="span" display="inline-block" width={64} height={18} /> : format(last, unit)}
          </span>
        ))}
      </span>
      <span className={css.cardNote}>{note}</span>
      <div ref={size.ref} className={css.spark}>
        {size.width > 0 &&
          shown.map(({ points }, i) => (
            <Sparkline
              key={lines[i]!.expr}
              points={points}
              width={size.width}
              height={44 / lines.length}
              color={colors[i]}
              unit={unit}
              domain={domain}
              ariaLabel={[title, lines[i]!.name].filter(Boolean).join(' ')}
            />
          ))}
      </div>
    </>
  );
}

/** The course of an expression. Up to now it ends with the value of now, so that a first sample shows at once. */
function useLine(expr: string | undefined) {
  const range = useTimeRange();
  const step = sparkStep(range);
  const course = useRange(expr, range, step);
  const present = useInstant(range.to === 'now' ? expr : undefined);
  const points = endingWith(onGrid(course.data?.[0]?.values ?? [], range, step), present.data?.[0]?.value?.[1]);
  return {
    points,
    loading: course.isPending || present.isLoading,
    last: points.findLast(([, value]) => value !== null)?.[1] ?? null,
  };
}

/** Tenths of a percent are as much as anyone reads at a glance. */
function format(value: number | null, unit: Unit): string {
  return unit === 'ratio' && value !== null ? `${(100 * value).toFixed(1)}%` : formatValue(value, unit);
}

type Limited = 'warn' | 'bad' | undefined;

function toneOf(value: number | null, limits: MetricCardProps['limits']): Limited {
  if (value === null || limits === undefined || value < limits.warn) return undefined;
  return value < limits.bad ? 'warn' : 'bad';
}

const toneColor = (tone: Limited) => (tone === undefined ? 'var(--accent)' : `var(--${tone})`);
