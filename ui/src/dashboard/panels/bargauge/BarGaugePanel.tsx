import { useMemo } from 'react';
import { useScheme } from '../../../parts/useScheme';
import { formattedValueToString } from '../../grafana';
import type { PanelProps } from '../contract';
import { Message } from '../Message';
import { widthPerPixel } from '../value/fit';
import { Linked } from '../value/Linked';
import { limitsOf, shareOf, zonesOf } from '../value/scale';
import { valuesOf, type Shown } from '../value/values';
import css from './BarGauge.module.css';

interface BarGaugeOptions {
  displayMode: 'basic' | 'gradient' | 'lcd';
  orientation: 'auto' | 'horizontal' | 'vertical';
  showUnfilled: boolean;
  valueMode: 'color' | 'text' | 'hidden';
  namePlacement: 'auto' | 'top' | 'left' | 'hidden';
}

const assumed: BarGaugeOptions = { displayMode: 'gradient', orientation: 'auto', showUnfilled: true, valueMode: 'color', namePlacement: 'auto' };

/** Values as bars, one below the other or beside. */
export default function BarGaugePanel(props: PanelProps) {
  const scheme = useScheme();
  const { panel, width, height, data } = props;
  const options = { ...assumed, ...(panel.options as Partial<BarGaugeOptions>) };
  const values = useMemo(() => valuesOf(props, scheme), [data.frames, panel, scheme]);
  if (values.length === 0) return <Message title="No data" />;
  const across = options.orientation !== 'vertical';
  const Bars = across ? Horizontal : Vertical;
  return <Bars {...{ values, options, scheme, width, height }} />;
}

interface BarsProps {
  values: Shown[];
  options: BarGaugeOptions;
  scheme: 'light' | 'dark';
  width: number;
  height: number;
}

function Horizontal({ values, options, scheme, width, height }: BarsProps) {
  const rowHeight = Math.max(14, Math.min(48, (height - 10) / values.length - 5));
  const font = Math.min(15, Math.max(11, rowHeight * 0.6));
  const onTop = options.namePlacement === 'top' || (options.namePlacement === 'auto' && width < 180);
  const named = options.namePlacement !== 'hidden' && values.some(({ name }) => name !== '');
  const nameWidth = Math.min(0.4 * width, Math.max(0, ...values.map(({ name }) => widthPerPixel(name) * font)) + 4);
  const valueWidth = Math.max(0, ...values.map(({ value }) => widthPerPixel(formattedValueToString(value)) * font)) + 6;
  return (
    <div className={css.rows}>
      {values.map((shown) => {
        const { key, name, value, field, links } = shown;
        return (
        <Linked key={key} links={links()} className={css.row} style={{ fontSize: font, ...(onTop && { flexWrap: 'wrap' }) }}>
          {named && (
            <span className={css.name} style={{ width: onTop ? '100%' : nameWidth }} title={name}>
              {name}
            </span>
          )}
          <span className={css.track} data-unfilled={options.showUnfilled || undefined} style={{ height: onTop ? rowHeight * 0.5 : rowHeight }}>
            <span className={css.bar} style={{ width: `${100 * shareOf(value.numeric, limitsOf(field))}%`, ...fillOf(options, shown, scheme, 'to right') }} />
          </span>
          {options.valueMode !== 'hidden' && (
            <span className={css.value} style={{ width: valueWidth, color: options.valueMode === 'color' ? value.color : undefined }}>
              {formattedValueToString(value)}
            </span>
          )}
        </Linked>
        );
      })}
    </div>
  );
}

function Vertical({ values, options, scheme, height }: BarsProps) {
  return (
    <div className={css.columns}>
      {values.map((shown) => {
        const { key, name, value, field, links } = shown;
        return (
        <Linked key={key} links={links()} className={css.column} style={{ height: height - 10 }}>
          {options.valueMode !== 'hidden' && (
            <span className={css.value} style={{ color: options.valueMode === 'color' ? value.color : undefined }}>
              {formattedValueToString(value)}
            </span>
          )}
          <span className={css.pillar} data-unfilled={options.showUnfilled || undefined}>
            <span className={css.bar} style={{ height: `${100 * shareOf(value.numeric, limitsOf(field))}%`, ...fillOf(options, shown, scheme, 'to top') }} />
          </span>
          {options.namePlacement !== 'hidden' && (
            <span className={css.name} title={name}>
              {name}
            </span>
          )}
        </Linked>
        );
      })}
    </div>
  );
}

/** A bar is plain, shows as much of its scale's colours as it fills, or is made of cells. */
function fillOf({ displayMode }: BarGaugeOptions, { field, value }: Shown, scheme: 'light' | 'dark', direction: 'to right' | 'to top') {
  const { color } = value;
  if (displayMode === 'lcd') {
    return { background: `repeating-linear-gradient(${direction}, ${color} 0 8px, transparent 8px 10px)` };
  }
  if (displayMode !== 'gradient') return { background: color, opacity: 0.85 };
  const zones = zonesOf(field, scheme);
  if (zones.length < 2) return { background: `linear-gradient(${direction}, color-mix(in srgb, ${color} 45%, transparent), ${color})` };
  const stops = zones.map((zone) => `${zone.color} ${Math.round(50 * (zone.from + zone.to))}%`);
  const whole = `${100 / Math.max(0.001, shareOf(value.numeric, limitsOf(field)))}%`;
  return {
    backgroundImage: `linear-gradient(${direction}, ${stops.join(', ')})`,
    backgroundSize: direction === 'to right' ? `${whole} 100%` : `100% ${whole}`,
    backgroundPosition: 'bottom left',
  };
}
