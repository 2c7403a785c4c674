import { useMemo } from 'react';
import { useScheme } from '../../../parts/useScheme';
import { formattedValueToString } from '../../grafana';
import type { PanelProps } from '../contract';
import { Message } from '../Message';
import { arrange } from '../value/arrange';
import { fitFont } from '../value/fit';
import { Linked } from '../value/Linked';
import { valuesOf, type Shown } from '../value/values';
import { Spark } from './Spark';
import css from './Stat.module.css';

interface StatOptions {
  graphMode: 'none' | 'area' | 'line';
  colorMode: 'none' | 'value' | 'background' | 'background_solid';
  textMode: 'auto' | 'value' | 'value_and_name' | 'name' | 'none';
  justifyMode: 'auto' | 'center';
  orientation: 'auto' | 'horizontal' | 'vertical';
  text?: { titleSize?: number; valueSize?: number };
  wideLayout?: boolean;
}

const assumed: StatOptions = { graphMode: 'area', colorMode: 'value', textMode: 'auto', justifyMode: 'auto', orientation: 'auto' };

/** Numbers as large as there is room, with the way they went behind them. */
export default function StatPanel(props: PanelProps) {
  const scheme = useScheme();
  const { panel, width, height, data } = props;
  const options = { ...assumed, ...(panel.options as Partial<StatOptions>) };
  const values = useMemo(
    () => valuesOf(props, scheme, options.graphMode !== 'none'),
    // The rest of the properties does not change what is shown.
    [data.frames, panel, scheme, options.graphMode],
  );
  if (values.length === 0) return <Message title="No data" />;
  const cell = arrange(values.length, width - 8, height - 8, options.orientation);
  return (
    <div className={css.grid} style={{ gridTemplateColumns: `repeat(${cell.columns}, 1fr)` }}>
      {values.map((shown) => (
        <Stat key={shown.key} {...{ shown, options }} alone={values.length === 1} width={cell.width} height={cell.height} />
      ))}
    </div>
  );
}

interface StatProps {
  shown: Shown;
  options: StatOptions;
  alone: boolean;
  width: number;
  height: number;
}

function Stat({ shown, options, alone, width, height }: StatProps) {
  const { value, name, spark, links } = shown;
  const filled = options.colorMode.startsWith('background');
  const parts = textParts(options, alone);
  const text = parts.value ? formattedValueToString(value) : '';
  const nameShare = parts.name && parts.value ? 0.3 : 1;
  const hasSpark = spark !== undefined && spark.length > 1 && height > 50;
  const valueSize = options.text?.valueSize ?? fitFont(text, width - 16, height * (hasSpark ? 0.6 : 0.9) * (parts.name ? 0.7 : 1), 90);
  const nameSize = options.text?.titleSize ?? fitFont(name, width - 16, height * nameShare * 0.6, parts.value ? Math.max(12, valueSize * 0.45) : 60);
  const color = filled ? 'var(--stat-on)' : options.colorMode === 'none' ? 'var(--text)' : value.color;
  const background = filled ? { background: value.color, '--stat-on': readableOn(value.color) } : {};
  return (
    <Linked links={links()} className={css.stat} style={{ ...background, color, height, justifyItems: justify(options, alone) } as React.CSSProperties}>
      {hasSpark && <Spark values={spark} color={filled ? 'rgb(255 255 255 / 0.5)' : (value.color ?? 'currentColor')} width={width} height={height} />}
      <span className={css.text} style={{ alignItems: justify(options, alone) }}>
        {parts.name && (
          <span className={css.name} data-plain={!filled || undefined} style={{ fontSize: nameSize }}>
            {name}
          </span>
        )}
        {parts.value && (
          <span className={css.value} style={{ fontSize: valueSize }}>
            {value.prefix}
            {value.text}
            {value.suffix && <span className={css.suffix}>{value.suffix}</span>}
          </span>
        )}
      </span>
    </Linked>
  );
}

const justify = ({ justifyMode }: StatOptions, alone: boolean) => (justifyMode === 'center' || alone ? 'center' : 'flex-start');

/** One value alone needs no name: the panel's title says it. */
function textParts({ textMode }: StatOptions, alone: boolean): { name: boolean; value: boolean } {
  switch (textMode) {
    case 'value':
      return { name: false, value: true };
    case 'name':
      return { name: true, value: false };
    case 'value_and_name':
      return { name: true, value: true };
    case 'none':
      return { name: false, value: false };
    default:
      return { name: !alone, value: true };
  }
}

/** Black or white, whichever is easier to read on a colour. */
export function readableOn(color: string | undefined): string {
  const hex = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})/i.exec(color ?? '');
  const rgb = hex ? hex.slice(1).map((part) => parseInt(part, 16)) : (/rgba?\((\d+)[, ]+(\d+)[, ]+(\d+)/.exec(color ?? '') ?? []).slice(1).map(Number);
  if (rgb.length < 3) return '#ffffff';
  const luminance = 0.299 * rgb[0]! + 0.587 * rgb[1]! + 0.114 * rgb[2]!;
  return luminance > 150 ? '#14171c' : '#ffffff';
}
