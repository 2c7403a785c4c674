import { textUtil, type DataFrame, type GrafanaTheme2, type LinkModel } from '../../grafana';
import { Spark } from '../stat/Spark';
import type { CellOptions } from './columns';
import css from './Table.module.css';

/** A picture of this page's own server or within the text itself; of another server, its address to be opened. */
export function ImageCell({ address, cell }: { address: string; cell: CellOptions }) {
  if (address === '') return null;
  const url = textUtil.sanitizeUrl(address);
  const own = url.startsWith('data:image/') || (url.startsWith('/') && !url.startsWith('//'));
  if (own) return <img className={css.image} src={url} alt={cell.alt ?? ''} title={cell.title} />;
  return (
    <a href={url} target="_blank" rel="noreferrer" title={`Open ${address}: pictures of other servers are not loaded`}>
      {cell.alt || address}
    </a>
  );
}

export function LinksCell({ links, text }: { links: LinkModel[]; text: string }) {
  if (links.length === 0) return text;
  return (
    <span className={css.pills}>
      {links.map(({ href, target, title }, i) => (
        <a key={i} href={href} target={target} rel="noreferrer">
          {title || href}
        </a>
      ))}
    </span>
  );
}

interface PillsCellProps {
  text: string;
  /** A colour for every pill, where mappings say one. */
  color?: string;
  theme: GrafanaTheme2;
}

/** Each of several texts in a colour of its own, the same wherever it stands. */
export function PillsCell({ text, color, theme }: PillsCellProps) {
  return (
    <span className={css.pills}>
      {pillsOf(text).map((pill, i) => (
        <span key={i} className={css.pill} style={{ '--pill': color ?? colorOf(pill, theme) } as React.CSSProperties}>
          {pill}
        </span>
      ))}
    </span>
  );
}

/** A list in JSON, or one with commas. */
export function pillsOf(text: string): string[] {
  if (text.startsWith('[')) {
    try {
      const list: unknown = JSON.parse(text);
      if (Array.isArray(list)) return list.map(String);
    } catch {
      // Then the bracket belongs to the text.
    }
  }
  return text.split(',').map((part) => part.trim()).filter((part) => part !== '');
}

function colorOf(text: string, { visualization }: GrafanaTheme2): string {
  let hash = 0;
  for (const char of text) hash = (31 * hash + char.codePointAt(0)!) >>> 0;
  return visualization.getColorByName(visualization.palette[hash % visualization.palette.length]!);
}

interface TrendCellProps {
  trend: DataFrame;
  text: string;
  hideValue?: boolean;
  color: string;
  width: number;
  height: number;
  /** At least so wide is the number. */
  textWidth: number;
}

/** How a series went, and the number that sums it up. */
export function TrendCell({ trend, text, hideValue, color, width, height, textWidth }: TrendCellProps) {
  const values = trend.fields.find(({ type }) => type !== 'time')?.values as (number | null)[] | undefined;
  return (
    <span className={css.trend}>
      {values && (
        <span className={css.trendLine} style={{ height: height - 8 }}>
          <Spark values={values} color={color} width={width} height={height - 8} from={0} />
        </span>
      )}
      {!hideValue && <span style={{ minWidth: textWidth }}>{text}</span>}
    </span>
  );
}

/** Objects and lists as JSON, on one line; the whole of it shows when it is pointed at. */
export function jsonText(value: unknown, text: string): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : text;
}
