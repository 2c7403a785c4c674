import { IconActivity } from '@tabler/icons-react';
import { useInstant, useTsdbStatus } from '../api/hooks';
import { formatCount } from '../format/number';
import { PageLink } from '../parts/PageLink';
import { Panel } from '../parts/Panel';
import { Empty, Loaded } from '../parts/states';
import { useTimeRange } from '../time/useTimeRange';
import css from './home.module.css';
import { MetricCard } from './MetricCard';
import { rateWindow, sparkStep } from './step';

/** Lookout's own metrics come from the scrape job of this name. */
const self = 'job="lookout"';

/** Whether samples come in and rules are judged, as Lookout's own metrics tell. */
export function Ingest() {
  const watched = useInstant(`group(prometheus_tsdb_head_series{${self}})`);
  return (
    <Panel title="Ingest and evaluation" flush aside={<PageLink to="/status">Status</PageLink>}>
      <Loaded query={watched}>{(series) => (series.length > 0 ? <IngestCards /> : <NotWatched />)}</Loaded>
    </Panel>
  );
}

function IngestCards() {
  const window = rateWindow(sparkStep(useTimeRange()));
  const over = (metric: string) => `${metric}{${self}}[${window}]`;
  return (
    <div className={css.cards}>
      <MetricCard
        title="Samples taken in"
        lines={[{ expr: `sum(rate(${over('prometheus_tsdb_head_samples_appended_total')}))` }]}
        unit="perSecond"
      />
      <MetricCard title="Active series" lines={[{ expr: `sum(prometheus_tsdb_head_series{${self}})` }]} unit="short" />
      <MetricCard
        title="Failed rule evaluations"
        lines={[{ expr: `sum(rate(${over('prometheus_rule_evaluation_failures_total')}))` }]}
        unit="perSecond"
        limits={{ warn: Number.MIN_VALUE, bad: 0.1 }}
      />
      <MetricCard
        title="Slowest rule group"
        lines={[{ expr: `max(prometheus_rule_group_last_duration_seconds{${self}})` }]}
        unit="seconds"
      />
      <MetricCard
        title="Resident memory"
        lines={[{ expr: `sum(process_resident_memory_bytes{${self}})` }]}
        unit="bytes"
      />
    </div>
  );
}

function NotWatched() {
  const { data } = useTsdbStatus();
  return (
    <Empty icon={<IconActivity size={26} stroke={1.5} aria-hidden />} title="Lookout does not watch itself yet">
      {data && `${formatCount(data.headStats.numSeries)} series are active. `}
      The first scrape may be seconds away. With a configuration of your own, add <code>watch: [self]</code> to
      lookout.yml, or a scrape job named <code>lookout</code> for this address.
    </Empty>
  );
}
