import { Link, useLocation, useSearch } from 'wouter';
import type { Finding } from '../../api/dashboards';
import { CopyButton } from '../../parts/CopyButton';
import { Severity } from '../../parts/Pill';
import { changeSearch } from '../../url/search';
import css from './findings.module.css';

interface FindingListProps {
  findings: Finding[];
  /** A link to a panel was followed. */
  onLeave: () => void;
}

/** Each finding with what to do about it, the panel it is about and its place in the document. */
export function FindingList({ findings, onLeave }: FindingListProps) {
  const [pathname] = useLocation();
  const search = useSearch();
  return (
    <ul className={css.list}>
      {findings.map(({ rule, severity, path, panel, title, message, mend }, i) => (
        <li key={`${path} ${rule} ${i}`} className={css.finding}>
          <p className={css.head}>
            <Severity of={severity} />
            <code>{rule}</code>
            {panel !== undefined && (
              <Link href={pathname + changeSearch(search, { viewPanel: String(panel) })} onClick={onLeave}>
                {title || `Panel ${panel}`}
              </Link>
            )}
          </p>
          <p className={css.message}>{message}</p>
          <p className={css.mend}>{mend}</p>
          <p className={css.path}>
            <code>{path}</code>
            <CopyButton value={path} what="the path" />
          </p>
        </li>
      ))}
    </ul>
  );
}
