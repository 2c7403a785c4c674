import { useMemo } from 'react';
import { useScheme } from '../../../parts/useScheme';
import { formattedValueToString } from '../../grafana';
import type { PanelProps } from '../contract';
import { Message } from '../Message';
import { arrange } from '../value/arrange';
import { fitFont } from '../value/fit';
import { Linked } from '../value/Linked';
import { limitsOf, shareOf, zonesOf } from '../value/scale';
import { valuesOf, type Shown } from '../value/values';
import css from './Gauge.module.css';

interface GaugeOptions {
  orientation: 'auto' | 'horizontal' | 'vertical';
  showThresholdMarkers: boolean;
  showThresholdLabels: boolean;
}

const assumed: GaugeOptions = { orientation: 'auto', showThresholdMarkers: true, showThresholdLabels: false };

/** Values as arcs between a least and a greatest one. */
export default function GaugePanel(props: PanelProps) {
  const scheme = useScheme();
  const { panel, width, height, data } = props;
  const options = { ...assumed, ...(panel.options as Partial<GaugeOptions>) };
  const values = useMemo(() => valuesOf(props, scheme), [data.frames, panel, scheme]);
  if (values.length === 0) return <Message title="No data" />;
  const cell = arrange(values.length, width - 8, height - 8, options.orientation, 1.2);
  return (
    <div className={css.grid} style={{ gridTemplateColumns: `repeat(${cell.columns}, 1fr)` }}>
      {values.map((shown) => (
        <Gauge key={shown.key} {...{ shown, options, scheme }} named={values.length > 1} width={cell.width} height={cell.height} />
      ))}
    </div>
  );
}

interface GaugeProps {
  shown: Shown;
  options: GaugeOptions;
  scheme: 'light' | 'dark';
  named: boolean;
  width: number;
  height: number;
}

// The arc leaves a sixth of the circle open, at the bottom.
const start = (-120 * Math.PI) / 180;
const sweep = (240 * Math.PI) / 180;

function Gauge({ shown, options, scheme, named, width, height }: GaugeProps) {
  const { value, name, field, links } = shown;
  const nameHeight = named ? 20 : 0;
  const radius = Math.max(12, Math.min(width / 2 - 6, (height - nameHeight) / 1.55 - 4));
  const thickness = radius * 0.2;
  const rim = options.showThresholdMarkers ? Math.max(3, radius * 0.06) : 0;
  const inner = radius - rim - 2 - thickness / 2;
  const cx = width / 2;
  const cy = radius + 2;
  const share = shareOf(value.numeric, limitsOf(field));
  const text = formattedValueToString(value);
  const font = fitFont(text, inner * 1.45, radius * 0.55, 60);
  return (
    <Linked links={links()} className={css.gauge} style={{ height }}>
      <svg width={width} height={height - nameHeight} role="img" aria-label={`${name}: ${text}`}>
        <path className={css.track} d={arc(cx, cy, inner, 0, 1)} strokeWidth={thickness} />
        {share > 0 && <path d={arc(cx, cy, inner, 0, share)} stroke={value.color} strokeWidth={thickness} fill="none" />}
        {rim > 0 &&
          zonesOf(field, scheme).map((zone) => (
            <path key={zone.from} d={arc(cx, cy, radius - rim / 2, zone.from, zone.to)} stroke={zone.color} strokeWidth={rim} fill="none" />
          ))}
        <text className={css.value} x={cx} y={cy + font * 0.35} fontSize={font} fill={value.color}>
          {text}
        </text>
      </svg>
      {named && <span className={css.name}>{name}</span>}
    </Linked>
  );
}

/** A part of the gauge's arc, between two shares of it. */
function arc(cx: number, cy: number, radius: number, from: number, to: number): string {
  const point = (share: number) => {
    const angle = start + share * sweep;
    return `${(cx + radius * Math.sin(angle)).toFixed(2)} ${(cy - radius * Math.cos(angle)).toFixed(2)}`;
  };
  const large = (to - from) * sweep > Math.PI ? 1 : 0;
  return `M${point(from)}A${radius} ${radius} 0 ${large} 1 ${point(to)}`;
}
