import { useScheme } from '../../../parts/useScheme';
import { themes } from '../../grafana';
import { readableOn } from '../stat/StatPanel';
import { limitsOf, shareOf } from '../value/scale';
import { textOf, type Column } from './columns';
import css from './Table.module.css';

interface CellProps {
  column: Column;
  row: number;
  height: number;
}

/** One value in the look that its column was given. */
export function Cell({ column, row, height }: CellProps) {
  const { field, align, cell } = column;
  const value = field.values[row];
  const text = textOf(field, value);
  const links = field.getLinks?.({ valueRowIndex: row }) ?? [];
  const content = links[0] ? (
    <a href={links[0].href} target={links[0].target} rel="noreferrer" title={links[0].title}>
      {text}
    </a>
  ) : (
    text
  );
  const color = colorOf(column, value);
  return (
    <div className={css.cell} role="cell" data-align={align} title={text} style={styleOf(column, color)}>
      {cell.type === 'gauge' && typeof value === 'number' ? <BarCell {...{ column, value, text, color, height }} /> : content}
    </div>
  );
}

function colorOf({ field, cell }: Column, value: unknown): string | undefined {
  if (cell.type === 'auto' || cell.type === 'json-view') return undefined;
  return field.display?.(value).color;
}

function styleOf({ cell }: Column, color: string | undefined): React.CSSProperties {
  if (!color) return {};
  if (cell.type === 'color-text') return { color };
  if (cell.type !== 'color-background') return {};
  const background = cell.mode === 'gradient' ? `linear-gradient(120deg, color-mix(in srgb, ${color} 80%, black), ${color})` : color;
  return { background, color: readableOn(color) };
}

interface BarCellProps {
  column: Column;
  value: number;
  text: string;
  color: string | undefined;
  height: number;
}

function BarCell({ column: { field, cell }, value, text, color, height }: BarCellProps) {
  const scheme = useScheme();
  const range = field.state?.range;
  const limits = limitsOf({ ...field.config, min: field.config.min ?? range?.min ?? undefined, max: field.config.max ?? range?.max ?? undefined });
  const fill = color ?? themes[scheme].visualization.getColorByName('green');
  return (
    <span className={css.barCell}>
      <span className={css.barTrack} style={{ height: height * 0.6 }}>
        <span
          className={css.bar}
          style={{
            width: `${100 * shareOf(value, limits)}%`,
            background: cell.mode === 'basic' ? fill : `linear-gradient(to right, color-mix(in srgb, ${fill} 45%, transparent), ${fill})`,
          }}
        />
      </span>
      {cell.valueDisplayMode !== 'hidden' && <span style={{ color: cell.valueDisplayMode === 'text' ? undefined : fill }}>{text}</span>}
    </span>
  );
}
