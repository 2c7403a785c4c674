import { IconListCheck } from '@tabler/icons-react';
import { useLegacyStatus } from '../api/hooks';
import type { LegacyStatus } from '../api/lookout';
import { formatValue } from '../chart';
import { plural } from '../format/number';
import { Ago } from '../parts/Ago';
import { LabelList } from '../parts/LabelList';
import { Panel } from '../parts/Panel';
import { Dot, Pill } from '../parts/Pill';
import { Empty, Loaded, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import { Paste } from './Paste';
import { byState, stateTone, toneOf } from './rows';
import css from './probes.module.css';

const example = `legacy_status:
  - name: shop
    targets: [https://shop.example.org/status.json]
    interval: 1m
`;

export function LegacyTab() {
  const legacy = useLegacyStatus();
  return (
    <Loaded query={legacy} loading={<Loading rows={8} height={28} />}>
      {(list) =>
        list.length === 0 ? (
          <NothingTold />
        ) : (
          <div className={table.stack}>
            {list.map((one) => (
              <Endpoint key={`${one.job} ${one.target}`} status={one} />
            ))}
          </div>
        )
      }
    </Loaded>
  );
}

function NothingTold() {
  return (
    <Empty icon={<IconListCheck size={28} stroke={1.5} aria-hidden />} title="No legacy status endpoints">
      <p className={css.hint}>
        Applications that answer with a list such as <code>{'[{"queue": "ok"}]'}</code> can be watched as they are. Paste
        this into <code>lookout.yml</code> and reload:
      </p>
      <Paste yaml={example} />
    </Empty>
  );
}

function Endpoint({ status }: { status: LegacyStatus }) {
  const { job, target, labels, time, durationSeconds, error, checks, problems } = status;
  return (
    <Panel
      flush
      title={
        <span className={css.endpoint}>
          <Dot tone={toneOf(status)} label={error === '' ? 'told' : 'tells nothing'} />
          <span className={css.target}>{target}</span>
        </span>
      }
      aside={
        <>
          {job} · {plural(checks.length, 'check')} · {time ? formatValue(durationSeconds, 'seconds') : ''}{' '}
          <Ago time={time} never="not asked yet" />
        </>
      }
    >
      {Object.keys(labels).length > 0 && (
        <div className={css.endpointLabels}>
          <LabelList labels={labels} />
        </div>
      )}
      {error !== '' && <div className={css.reason}>{error}</div>}
      {problems.length > 0 && (
        <ul className={css.problems} aria-label="Entries that make no sense">
          {problems.map((problem, i) => (
            // Two entries may be wrong in the same way.
            <li key={i}>{problem}</li>
          ))}
        </ul>
      )}
      {checks.length > 0 && <Checks status={status} />}
    </Panel>
  );
}

function Checks({ status }: { status: LegacyStatus }) {
  return (
    <div className={table.scroll}>
      <table className={table.table}>
        <thead>
          <tr>
            <th className={table.fit}>State</th>
            <th>Check</th>
            <th>Message</th>
          </tr>
        </thead>
        <tbody>
          {byState(status.checks).map(({ name, state, word, message }) => (
            <tr key={name}>
              <td className={table.fit}>
                <Pill tone={stateTone[state]} title={`The endpoint says ${word}`}>
                  {state === 'unknown' ? `unknown: ${word}` : state}
                </Pill>
              </td>
              <td className={table.mono}>{name}</td>
              <td>{message}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
