import { useMemo, useState } from 'react';
import { useScheme } from '../../../parts/useScheme';
import { formattedValueToString, getFieldColorModeForField, themes } from '../../grafana';
import type { PanelProps } from '../contract';
import { legendOptions } from '../legend/Legend';
import { useHidden } from '../legend/useHidden';
import { WithLegend } from '../legend/WithLegend';
import { Message } from '../Message';
import { tickTexts } from '../value/tickTexts';
import { barsOf, type Bars } from './bars';
import { BarPlot, type BarOptions } from './BarPlot';

/** Bars for things that have names: a group for each, a bar in it for each number. */
export default function BarChartPanel(props: PanelProps) {
  const { panel, data } = props;
  const scheme = useScheme();
  const { xField } = panel.options as { xField?: string };
  const bars = useMemo(() => barsOf(data.frames, themes[scheme], xField), [data.frames, scheme, xField]);
  if (!bars) return <Message title="Nothing here is a number" />;
  return <BarsWithLegend {...props} bars={bars} />;
}

interface BarsWithLegendProps extends PanelProps {
  bars: Bars;
  /** Bars of a histogram touch each other. */
  touching?: boolean;
}

export function BarsWithLegend({ bars, panel, width, height, touching = false }: BarsWithLegendProps) {
  const keys = useMemo(() => bars.series.map(({ key }) => key), [bars]);
  const { hidden, onIsolate, onToggle } = useHidden(keys);
  const [lifted, lift] = useState<string | null>(null);
  const items = bars.series.map(({ key, name, color, field }) => ({ key, name, color, field, hidden: hidden.has(key) }));
  const options = useMemo(() => ({ ...legendOptions(panel.options) }), [panel.options]);
  const color = (series: number, value: number) => {
    const { field, color: own } = bars.series[series]!;
    return getFieldColorModeForField(field).isByValue ? (field.display!(value).color ?? own) : own;
  };
  const axisTexts = (ticks: number[]) => tickTexts(ticks, bars.series[0]!.field);
  const text = (series: number, value: number) => formattedValueToString(bars.series[series]!.field.display!(value));
  return (
    <WithLegend {...{ items, options, width, height, onIsolate, onToggle }} onHighlight={lift}>
      {(w, h) => (
        <BarPlot
          {...{ bars, color, text, axisTexts, touching, lifted }}
          title={panel.title}
          options={panel.options as BarOptions}
          visible={(series) => !hidden.has(keys[series]!)}
          width={w}
          height={h}
        />
      )}
    </WithLegend>
  );
}
