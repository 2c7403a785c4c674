import { useMemo, useState } from 'react';
import { useScheme } from '../../../parts/useScheme';
import { FieldType, formattedValueToString, type Field } from '../../grafana';
import type { PanelProps } from '../contract';
import { legendOptions, type LegendItem, type LegendOptions } from '../legend/Legend';
import { useHidden } from '../legend/useHidden';
import { WithLegend } from '../legend/WithLegend';
import { Message } from '../Message';
import { Tooltip } from '../tooltip/Tooltip';
import { valuesOf } from '../value/values';
import { slicePath, slicesOf, type Slice } from './slices';
import css from './PieChart.module.css';

interface PieOptions {
  pieType?: 'pie' | 'donut';
  displayLabels?: ('name' | 'value' | 'percent')[];
  legend?: Partial<LegendOptions> & { values?: ('value' | 'percent')[] };
}

/** Parts of a whole. */
export default function PieChartPanel(props: PanelProps) {
  const scheme = useScheme();
  const { panel, data, width, height } = props;
  const options = panel.options as PieOptions;
  const all = useMemo(
    () =>
      valuesOf(props, scheme).map(({ key, name, value }) => ({
        key,
        name,
        value: value.numeric,
        color: value.color ?? 'var(--text-faint)',
        text: formattedValueToString(value),
      })),
    [data.frames, panel, scheme],
  );
  const keys = useMemo(() => all.map(({ key }) => key), [all]);
  const { hidden, onIsolate, onToggle } = useHidden(keys);
  const [lifted, lift] = useState<string | null>(null);
  const slices = slicesOf(all.filter(({ key }) => !hidden.has(key)));
  if (all.length === 0) return <Message title="No data" />;
  const shown = options.legend?.values ?? [];
  const items = all.map((one): LegendItem => {
    const share = slices.find(({ key }) => key === one.key)?.share;
    return { key: one.key, name: legendName(one, share, shown), color: one.color, hidden: hidden.has(one.key), field: noField };
  });
  const legend = { ...legendOptions(panel.options), displayMode: 'list' as const, calcs: [] };
  return (
    <WithLegend {...{ items, width, height, onIsolate, onToggle }} options={legend} onHighlight={lift}>
      {(w, h) => <Pie {...{ slices, options, lifted, lift }} title={panel.title} width={w} height={h} />}
    </WithLegend>
  );
}

const noField: Field = { name: '', type: FieldType.other, values: [], config: {} };

function legendName(one: { name: string; text: string }, share: number | undefined, shown: string[]): string {
  const extra = [shown.includes('value') && one.text, shown.includes('percent') && share !== undefined && percent(share)];
  return [one.name, ...extra].filter(Boolean).join('  ');
}

const percent = (share: number) => `${Math.round(share * (share < 0.1 ? 1000 : 100)) / (share < 0.1 ? 10 : 1)}%`;

interface PieProps {
  slices: Slice[];
  options: PieOptions;
  lifted: string | null;
  lift: (key: string | null) => void;
  title: string;
  width: number;
  height: number;
}

function Pie({ slices, options, lifted, lift, title, width, height }: PieProps) {
  const [pointer, setPointer] = useState({ left: 0, top: 0 });
  const radius = Math.max(10, Math.min(width, height) / 2 - 10);
  const inner = options.pieType === 'donut' ? radius * 0.6 : 0;
  const [cx, cy] = [width / 2, height / 2];
  const held = slices.find(({ key }) => key === lifted);
  let from = 0;
  return (
    <div
      className={css.pie}
      onPointerMove={(event) => {
        const box = event.currentTarget.getBoundingClientRect();
        setPointer({ left: event.clientX - box.left, top: event.clientY - box.top });
      }}
    >
      <svg width={width} height={height} role="img" aria-label={`${title}: ${slices.map(({ name, share }) => `${name} ${percent(share)}`).join(', ')}`}>
        {slices.map((slice) => {
          const start = from;
          from += slice.share;
          return (
            <g key={slice.key} opacity={held && held !== slice ? 0.4 : 1} onPointerEnter={() => lift(slice.key)} onPointerLeave={() => lift(null)}>
              <path d={slicePath(cx, cy, radius, inner, start, from)} fill={slice.color} className={css.slice} />
              <Label slice={slice} at={(start + from) / 2} radius={(radius + inner) / 2 + (inner === 0 ? radius * 0.15 : 0)} {...{ cx, cy }} parts={options.displayLabels ?? []} />
            </g>
          );
        })}
      </svg>
      {held && (
        <Tooltip
          title={held.name}
          rows={[{ key: 'value', name: percent(held.share), text: held.text, color: held.color }]}
          hover={{ ...pointer, offsetLeft: 0, offsetTop: 0, plotWidth: width }}
          height={height}
        />
      )}
    </div>
  );
}

interface LabelProps {
  slice: Slice;
  /** The middle of the slice, as a share of the circle. */
  at: number;
  radius: number;
  cx: number;
  cy: number;
  parts: string[];
}

/** Narrow slices have no room for a text. */
function Label({ slice, at, radius, cx, cy, parts }: LabelProps) {
  if (parts.length === 0 || slice.share < 0.05) return null;
  const angle = at * 2 * Math.PI;
  const lines = [parts.includes('name') && slice.name, parts.includes('value') && slice.text, parts.includes('percent') && percent(slice.share)];
  const texts = lines.filter((line): line is string => typeof line === 'string');
  const [x, y] = [cx + radius * Math.sin(angle), cy - radius * Math.cos(angle) - (texts.length - 1) * 7];
  return (
    <text className={css.label} x={x} y={y}>
      {texts.map((line, i) => (
        <tspan key={line} x={x} dy={i === 0 ? 4 : 14}>
          {line}
        </tspan>
      ))}
    </text>
  );
}
