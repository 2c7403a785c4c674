import type { ReactNode } from 'react';
import { useAlertmanagers, useStatus } from '../api/hooks';
import type { Status } from '../api/lookout';
import type { DiscoveredAlertmanagers } from '../api/prometheus';
import { formatValue } from '../chart';
import { formatLength, formatMoment, parseTime } from '../format/duration';
import { formatCount } from '../format/number';
import { Ago } from '../parts/Ago';
import { Facts } from '../parts/Facts';
import { PageLink } from '../parts/PageLink';
import { Panel } from '../parts/Panel';
import { Dot, Pill } from '../parts/Pill';
import { Loaded, Loading } from '../parts/states';
import table from '../parts/table.module.css';
import { useRefresh } from '../time/refresh';
import css from './status.module.css';

export function OverviewTab() {
  const status = useStatus();
  return (
    <Loaded query={status} loading={<Loading rows={10} height={24} />}>
      {(data) => (
        <div className={css.panels}>
          <Build status={data} />
          <Process status={data} />
          <Storage status={data} />
          <Loads status={data} />
          <Alertmanagers />
        </div>
      )}
    </Loaded>
  );
}

/** A moment with how long ago it was. */
function moment(time: string, never: string): ReactNode {
  const ms = parseTime(time);
  if (ms === null) return never;
  return (
    <>
      {formatMoment(ms)}, <Ago time={time} />
    </>
  );
}

function Build({ status }: { status: Status }) {
  return (
    <Panel title="Build">
      <Facts
        facts={[
          ['Version', status.version],
          ['Revision', <span className={table.mono}>{status.revision}</span>],
          ['Go', status.goVersion],
          ['Host', status.hostname],
          ['Listens on', <span className={table.mono}>{status.listen}</span>],
          ['Data', <span className={table.mono}>{status.dataDir}</span>],
          ['Administration', status.adminEnabled ? <Pill tone="info">from everywhere</Pill> : 'over loopback only'],
        ]}
      />
    </Panel>
  );
}

function Process({ status: { process, startTime } }: { status: Status }) {
  const { now } = useRefresh();
  const started = parseTime(startTime);
  const seconds = started === null ? 0 : (now - started) / 1000;
  const files = process.openFiles / process.maxOpenFiles;
  return (
    <Panel title="Process">
      <Facts
        facts={[
          ['Started', moment(startTime, 'not known')],
          ['Running for', started !== null && formatLength(now - started)],
          ['Resident memory', formatValue(process.residentBytes, 'bytes')],
          ['Heap in use', formatValue(process.heapBytes, 'bytes')],
          ['Goroutines', formatCount(process.goroutines)],
          [
            'Open files',
            <>
              {formatCount(process.openFiles)} of {formatCount(process.maxOpenFiles)}{' '}
              {files > 0.8 && <Pill tone="warn">close to the limit; raise LimitNOFILE</Pill>}
            </>,
          ],
          [
            'CPU time',
            `${formatValue(process.cpuSeconds, 'seconds')}${seconds > 60 ? `, ${((100 * process.cpuSeconds) / seconds).toFixed(1)}% of a core on average` : ''}`,
          ],
        ]}
      />
    </Panel>
  );
}

function Storage({ status: { storage } }: { status: Status }) {
  const limited = storage.retentionSize !== '' && !/^0\w*$/.test(storage.retentionSize);
  const first = parseTime(storage.minTime);
  const last = parseTime(storage.maxTime);
  return (
    <Panel
      title="Storage"
      aside={
        <PageLink to="/status" params={{ tab: 'series' }}>
          Time series
        </PageLink>
      }
    >
      <Facts
        facts={[
          [
            'Kept for',
            limited
              ? `${storage.retention}, at most ${storage.retentionSize}`
              : `${storage.retention}, without a limit by size`,
          ],
          ['Late samples', `taken for ${storage.outOfOrderWindow}`],
          ['Blocks', `${formatCount(storage.blocks)}, ${formatValue(storage.blocksBytes, 'bytes')}`],
          ['Write-ahead log', formatValue(storage.walBytes, 'bytes')],
          ['Oldest sample', moment(storage.minTime, 'none yet')],
          ['Newest sample', moment(storage.maxTime, 'none yet')],
          ['Covers', first !== null && last !== null && formatLength(last - first)],
        ]}
      />
    </Panel>
  );
}

function Loads({ status: { config, receiversConfigured } }: { status: Status }) {
  const { builtin, files, reload } = config;
  return (
    <Panel
      title="Configuration"
      aside={
        <PageLink to="/status" params={{ tab: 'config' }}>
          Show it
        </PageLink>
      }
    >
      <Facts
        facts={[
          ['From', builtin ? 'built in: watches this host and Lookout itself' : <Files files={files} />],
          ['Last load', reload.successful ? <Pill tone="ok">successful</Pill> : <Pill tone="bad">failed</Pill>],
          ['At', moment(reload.time, 'start')],
          ['Error', reload.error && <pre className={css.error}>{reload.error}</pre>],
          ['Receivers', receiversConfigured ? 'configured' : 'none; notifications go to the log and the Alerts page'],
        ]}
      />
    </Panel>
  );
}

function Files({ files }: { files: string[] }) {
  return files.map((file) => (
    <div key={file} className={table.mono}>
      {file}
    </div>
  ));
}

function Alertmanagers() {
  const alertmanagers = useAlertmanagers();
  return (
    <Panel title="External Alertmanagers">
      <Loaded query={alertmanagers} loading={<Loading rows={2} />}>
        {(found) => <AlertmanagerList found={found} />}
      </Loaded>
    </Panel>
  );
}

function AlertmanagerList({
  found: { activeAlertmanagers: active, droppedAlertmanagers: dropped },
}: {
  found: DiscoveredAlertmanagers;
}) {
  if (active.length + dropped.length === 0) {
    return (
      <p className={css.note}>
        None. Lookout groups and sends notifications itself; those named under <code>alerting</code> in the
        configuration would get every alert as well.
      </p>
    );
  }
  return (
    <ul className={css.urls}>
      {active.map(({ url }) => (
        <li key={url}>
          <Dot tone="info" label="gets every alert" /> <span className={table.mono}>{url}</span>
        </li>
      ))}
      {dropped.map(({ url }) => (
        <li key={url}>
          <Dot tone="quiet" label="dropped by relabelling" /> <span className={table.mono}>{url}</span>{' '}
          <Pill tone="quiet">dropped</Pill>
        </li>
      ))}
    </ul>
  );
}
