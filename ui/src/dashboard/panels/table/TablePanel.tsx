import { Select } from '@mantine/core';
import { useState } from 'react';
import { getFrameDisplayName } from '../../grafana';
import type { PanelProps } from '../contract';
import { Message } from '../Message';
import { FrameTable, type TableOptions } from './FrameTable';
import css from './Table.module.css';

/** Frames as tables: of several, one at a time. */
export default function TablePanel(props: PanelProps) {
  const { panel, data, width, height } = props;
  const options: TableOptions = { showHeader: true, cellHeight: 'sm', ...(panel.options as Partial<TableOptions>) };
  const frames = data.frames;
  const [chosen, setChosen] = useState(options.frameIndex ?? 0);
  const frame = frames[chosen] ?? frames[0];
  if (!frame || frame.fields.length === 0) return <Message title="No data" />;
  const several = frames.length > 1;
  return (
    <div className={css.panel}>
      <FrameTable key={chosen} {...{ frame, options, width }} memory={`${panel.id}.${chosen}`} height={several ? height - 40 : height} />
      {several && (
        <Select
          className={css.frames}
          aria-label="Which of the tables"
          data={frames.map((one, i) => ({ value: String(i), label: getFrameDisplayName(one, i) || `Table ${i + 1}` }))}
          value={String(Math.min(chosen, frames.length - 1))}
          onChange={(value) => setChosen(Number(value ?? 0))}
          allowDeselect={false}
        />
      )}
    </div>
  );
}
