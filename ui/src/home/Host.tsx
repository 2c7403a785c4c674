import { Select } from '@mantine/core';
import { IconDeviceDesktopAnalytics } from '@tabler/icons-react';
import { useInstant, useStatus } from '../api/hooks';
import type { InstantSeries } from '../api/prometheus';
import { formatValue } from '../chart';
import { formatLength } from '../format/duration';
import { Panel } from '../parts/Panel';
import { Empty, Loaded } from '../parts/states';
import { useRefresh } from '../time/refresh';
import { useTimeRange } from '../time/useTimeRange';
import { useSearchParam } from '../url/search';
import css from './home.module.css';
import { hostExprs } from './hostExprs';
import { MetricCard } from './MetricCard';
import { rateWindow, sparkStep } from './step';

/** One host's state from the metrics that node_exporter's collectors have made everyone's. */
export function Host() {
  const hosts = useInstant('group by (instance) (node_memory_MemTotal_bytes)');
  const { data: status } = useStatus();
  const [chosen, choose] = useSearchParam('host');
  const names = (hosts.data ?? []).map(({ metric }) => metric.instance ?? '').sort();
  const own = names.find((name) => name === status?.hostname) ?? names[0];
  const host = names.includes(chosen) ? chosen : own;
  return (
    <Panel
      title="Host at a glance"
      flush
      aside={
        <>
          {host && <Uptime host={host} />}
          {names.length > 1 ? (
            <Select
              aria-label="Host"
              data={names}
              value={host}
              searchable
              allowDeselect={false}
              onChange={(name) => choose(name === own ? '' : (name ?? ''))}
            />
          ) : (
            host && <strong>{host}</strong>
          )}
        </>
      }
    >
      <Loaded query={hosts}>{() => (host ? <HostCards host={host} /> : <NoHost builtin={status?.config.builtin} />)}</Loaded>
    </Panel>
  );
}

function NoHost({ builtin }: { builtin: boolean | undefined }) {
  return (
    <Empty icon={<IconDeviceDesktopAnalytics size={26} stroke={1.5} aria-hidden />} title="No host metrics yet">
      {builtin ? (
        'The first scrape is seconds away.'
      ) : (
        <>
          Add <code>watch: [host]</code> to lookout.yml, or a scrape job for node_exporter to your configuration.
        </>
      )}
    </Empty>
  );
}

function HostCards({ host }: { host: string }) {
  const exprs = hostExprs(host, rateWindow(sparkStep(useTimeRange())));
  const facts = useInstant(exprs.facts).data ?? [];
  const cores = valueOf(useInstant(exprs.cores).data);
  const fullest = useInstant(exprs.fullest).data?.[0];
  const fact = (name: string) => valueOf(facts.filter(({ metric }) => metric.__name__ === name));
  const memory = fact('node_memory_MemTotal_bytes');
  const load = fact('node_load1');
  const limits = { warn: 0.8, bad: 0.9 };
  return (
    <div className={css.cards}>
      <MetricCard
        title="CPU busy"
        lines={[{ expr: exprs.cpu }]}
        unit="ratio"
        domain={[0, 1]}
        limits={limits}
        note={load !== null && `load ${load.toFixed(2)}${cores === null ? '' : ` on ${cores} cores`}`}
      />
      <MetricCard
        title="Memory used"
        lines={[{ expr: exprs.memory }]}
        unit="ratio"
        domain={[0, 1]}
        limits={limits}
        note={memory !== null && `of ${formatValue(memory, 'bytes')}`}
      />
      <MetricCard
        title="Fullest disk"
        lines={[{ expr: exprs.disk }]}
        unit="ratio"
        domain={[0, 1]}
        limits={limits}
        note={fullest && `${fullest.metric.mountpoint}, ${formatValue(Number(fullest.value?.[1]), 'bytes')} free`}
      />
      <MetricCard
        title="Disk traffic"
        lines={[
          { name: 'read', expr: exprs.diskRead },
          { name: 'write', expr: exprs.diskWrite },
        ]}
        unit="bytesPerSecond"
      />
      <MetricCard
        title="Network traffic"
        lines={[
          { name: 'in', expr: exprs.networkIn },
          { name: 'out', expr: exprs.networkOut },
        ]}
        unit="bytesPerSecond"
      />
    </div>
  );
}

function Uptime({ host }: { host: string }) {
  const { now } = useRefresh();
  const boot = valueOf(useInstant(hostExprs(host, '').boot).data);
  return boot === null ? null : <span>up {formatLength(now - boot * 1000)}</span>;
}

function valueOf(series: InstantSeries[] | undefined): number | null {
  const text = series?.[0]?.value?.[1];
  return text === undefined ? null : Number(text);
}
