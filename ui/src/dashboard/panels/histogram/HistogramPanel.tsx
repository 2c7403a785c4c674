import { useMemo } from 'react';
import { useScheme } from '../../../parts/useScheme';
import { BarsWithLegend } from '../barchart/BarChartPanel';
import { themes } from '../../grafana';
import type { PanelProps } from '../contract';
import { Message } from '../Message';
import { countsOf, type HistogramOptions } from './counts';

/** How often values of each size occur. */
export default function HistogramPanel(props: PanelProps) {
  const scheme = useScheme();
  const { data, panel } = props;
  const bars = useMemo(() => countsOf(data.frames, panel.options as HistogramOptions, themes[scheme]), [data.frames, panel.options, scheme]);
  return bars ? <BarsWithLegend {...props} bars={bars} touching /> : <Message title="Nothing here is a number" />;
}
