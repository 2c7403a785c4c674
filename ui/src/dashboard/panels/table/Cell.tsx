import { useScheme } from '../../../parts/useScheme';
import { themes, type GrafanaTheme2 } from '../../grafana';
import { readableOn } from '../stat/StatPanel';
import { widthPerPixel } from '../value/fit';
import { limitsOf, shareOf } from '../value/scale';
import { textOf, type Column } from './columns';
import { ImageCell, jsonText, LinksCell, PillsCell, TrendCell } from './looks';
import css from './Table.module.css';

interface CellProps {
  column: Column;
  row: number;
  width: number;
  height: number;
  theme: GrafanaTheme2;
}

/** One value in the look that its column was given. */
export function Cell({ column, row, ...room }: CellProps) {
  const { field, align, cell } = column;
  const value: unknown = field.values[row];
  const text = cell.type === 'json-view' ? jsonText(value, textOf(field, value)) : textOf(field, value);
  return (
    <div className={css.cell} role="cell" data-align={align} data-look={cell.type} title={text} style={styleOf(column, value)}>
      <Look {...{ column, row, value, text }} {...room} />
    </div>
  );
}

function Look({ column, row, value, text, width, height, theme }: CellProps & { value: unknown; text: string }) {
  const { field, cell, trends } = column;
  const color = field.display?.(value).color;
  const links = field.getLinks?.({ valueRowIndex: row }) ?? [];
  switch (cell.type) {
    case 'gauge':
      if (typeof value !== 'number') break;
      return <BarCell {...{ column, value, text, color, height }} />;
    case 'sparkline':
      if (!trends?.[row]) break;
      return <TrendCell textWidth={trendText} trend={trends[row]} {...{ text, height }} hideValue={cell.hideValue} width={trendWidth(width, text, cell.hideValue)} color={color ?? theme.colors.primary.text} />;
    case 'image':
      return <ImageCell address={String(value ?? '')} cell={cell} />;
    case 'data-links':
      return <LinksCell links={links} text={text} />;
    case 'pill':
      return <PillsCell text={text} theme={theme} color={field.config.mappings?.length ? color : undefined} />;
  }
  if (!links[0]) return text;
  return (
    <a href={links[0].href} target={links[0].target} rel="noreferrer" title={links[0].title}>
      {text}
    </a>
  );
}

/** Room for a number of usual length, so that the lines of a column are equally long. */
const trendText = 60;

const trendWidth = (width: number, text: string, alone?: boolean) => Math.max(20, width - 20 - (alone ? 0 : 8 + Math.max(trendText, widthPerPixel(text) * 12)));

const coloured: ReadonlySet<string> = new Set(['color-text', 'color-background']);

function styleOf({ field, cell }: Column, value: unknown): React.CSSProperties {
  const color = coloured.has(cell.type) ? field.display?.(value).color : undefined;
  if (!color) return {};
  return cell.type === 'color-text' ? { color } : backgroundOf(color, cell.mode);
}

function backgroundOf(color: string, mode?: string): React.CSSProperties {
  const background = mode === 'gradient' ? `linear-gradient(120deg, color-mix(in srgb, ${color} 80%, black), ${color})` : color;
  return { background, color: readableOn(color) };
}

/** A column may colour the whole row that its value stands in. */
export function rowStyle(columns: Column[], row: number): React.CSSProperties | null {
  const column = columns.find(({ cell }) => cell.type === 'color-background' && cell.applyToRow);
  const color = column?.field.display?.(column.field.values[row]).color;
  return color ? backgroundOf(color, column!.cell.mode) : null;
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
