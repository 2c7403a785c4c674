import { useCallback, useMemo, useRef } from 'react';
import type uPlot from 'uplot';
import { useScheme } from '../../../parts/useScheme';
import { themes } from '../../grafana';
import type { PanelProps } from '../contract';
import { legendOptions, type LegendItem } from '../legend/Legend';
import { useHidden } from '../legend/useHidden';
import { WithLegend } from '../legend/WithLegend';
import { Message } from '../Message';
import { linesOf, type Lines } from './series';
import { Plot } from './Plot';

/** Lines, bars and points over time. */
export default function TimeSeriesPanel(props: PanelProps) {
  const { panel, data, width, height } = props;
  const scheme = useScheme();
  const lines = useMemo(() => linesOf(data.frames, themes[scheme]), [data.frames, scheme]);
  if (!lines) return <Message title="Nothing here is a number over time" detail="Show it as a table instead." />;
  return <Drawn {...props} {...{ panel, lines, width, height }} />;
}

function Drawn({ lines, ...props }: PanelProps & { lines: Lines }) {
  const { panel, width, height } = props;
  const plot = useRef<uPlot | null>(null);
  const keys = useMemo(() => lines.lines.map(({ key }) => key), [lines]);
  const { hidden, onIsolate, onToggle } = useHidden(keys);
  const items = useMemo(() => legendItems(lines, hidden), [lines, hidden]);
  const highlight = useCallback(
    (key: string | null) => {
      // uPlot counts the time column as series 0; null lifts none out.
      const index = key === null ? -1 : keys.indexOf(key);
      plot.current?.setSeries(index < 0 ? null : index + 1, { focus: true });
    },
    [keys],
  );
  const options = useMemo(() => legendOptions(panel.options), [panel.options]);
  return (
    <WithLegend {...{ items, options, width, height, onIsolate, onToggle }} onHighlight={highlight}>
      {(w, h) => <Plot {...props} {...{ plot, lines, hidden }} width={w} height={h} />}
    </WithLegend>
  );
}

function legendItems({ lines }: Lines, hidden: ReadonlySet<string>): LegendItem[] {
  return lines
    .filter(({ config }) => !config.hideFrom.legend)
    .map(({ key, name, color, field }) => ({ key, name, color, field, hidden: hidden.has(key) }));
}
