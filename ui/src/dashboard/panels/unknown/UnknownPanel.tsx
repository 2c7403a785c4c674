import { IconPuzzleOff } from '@tabler/icons-react';
import type { PanelProps } from '../contract';
import { Message } from '../Message';
import TablePanel from '../table/TablePanel';
import css from './Unknown.module.css';

const noteHeight = 30;

/** A kind of panel that Lookout does not draw: it says so, and shows the data all the same. */
export default function UnknownPanel(props: PanelProps) {
  const { panel, data, height } = props;
  const empty = data.frames.every(({ length }) => length === 0);
  return (
    <>
      <p className={css.note} style={{ height: noteHeight }}>
        <IconPuzzleOff size={14} aria-hidden /> Panels of type “{panel.type}” are not drawn here; this is their data.
      </p>
      {empty ? <Message title="No data" /> : <TablePanel {...props} height={height - noteHeight} />}
    </>
  );
}
