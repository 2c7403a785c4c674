import { IconHistory } from '@tabler/icons-react';
import { useAudit } from '../api/hooks';
import type { AuditEntry } from '../api/lookout';
import { formatMoment, parseTime } from '../format/duration';
import { plural } from '../format/number';
import { Ago } from '../parts/Ago';
import { SearchField } from '../parts/SearchField';
import { Empty, Loaded, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import { useSearchParam } from '../url/search';
import { describeAction } from './actions';
import css from './status.module.css';

const newest = 500;

export function AuditTab() {
  const audit = useAudit(newest);
  return (
    <Loaded query={audit} loading={<Loading rows={8} height={28} />}>
      {(entries) =>
        entries.length === 0 ? (
          <Empty icon={<IconHistory size={28} stroke={1.5} aria-hidden />} title="Nobody has changed anything yet">
            Silences, reloads, imports and deletions are written down here: who, from where, when and what.
          </Empty>
        ) : (
          <AuditLog entries={entries} />
        )
      }
    </Loaded>
  );
}

function AuditLog({ entries }: { entries: AuditEntry[] }) {
  const [text, setText] = useSearchParam('q');
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter((entry) =>
    words.every((word) => Object.values(entry).join(' ').toLowerCase().includes(word)),
  );
  return (
    <>
      <div className={table.toolbar}>
        <SearchField label="Search the audit log" placeholder="Who, what, from where" value={text} onChange={setText} />
        <span className={table.count} role="status">
          {plural(found.length, 'entry', 'entries')}
          {entries.length === newest && `, the newest ${newest} of all`}
        </span>
      </div>
      <div className={`${css.box} ${table.scroll}`}>
        <table className={table.table}>
          <thead>
            <tr>
              <th>When</th>
              <th>Who</th>
              <th>From</th>
              <th>What</th>
              <th>On</th>
              <th>Detail</th>
            </tr>
          </thead>
          <tbody>
            {found.map((entry) => (
              <tr key={entry.id}>
                <td className={table.fit}>
                  {formatMoment(parseTime(entry.time) ?? 0)}
                  <div className={table.muted}>
                    <Ago time={entry.time} />
                  </div>
                </td>
                <td className={table.fit}>{entry.actor}</td>
                <td className={`${table.fit} ${table.mono}`}>{entry.remote}</td>
                <td className={table.fit}>{describeAction(entry.action)}</td>
                <td className={table.mono}>{entry.target}</td>
                <td className={table.mono}>{entry.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 && <Empty title="No entry matches">Try fewer words.</Empty>}
    </>
  );
}
