import type { ReactNode } from 'react';
import { useTsdbStatus } from '../api/hooks';
import type { NamedCount, TsdbStatus } from '../api/prometheus';
import { exploreParams } from '../app/links';
import { formatValue } from '../chart';
import { formatLength, formatMoment } from '../format/duration';
import { formatCount } from '../format/number';
import { PageLink } from '../parts/PageLink';
import { Panel } from '../parts/Panel';
import { Loaded, Loading } from '../parts/states';
import css from './status.module.css';

/** What the head holds and which names and labels take the most of it. */
export function SeriesTab() {
  const tsdb = useTsdbStatus();
  return (
    <Loaded query={tsdb} loading={<Loading rows={10} height={20} />}>
      {(data) => (
        <div className={css.series}>
          <Head stats={data.headStats} />
          <div className={css.panels}>
            <Ranking
              title="Most series by metric"
              list={data.seriesCountByMetricName}
              format={formatCount}
              exprOf={(name) => name}
            />
            <Ranking
              title="Most values by label"
              list={data.labelValueCountByLabelName}
              format={formatCount}
              exprOf={(name) => `count by (${name}) ({${name}!=""})`}
            />
            <Ranking
              title="Most memory by label"
              list={data.memoryInBytesByLabelName}
              format={(bytes) => formatValue(bytes, 'bytes')}
            />
            <Ranking
              title="Most series by label and value"
              list={data.seriesCountByLabelValuePair}
              format={formatCount}
              exprOf={selectorOf}
            />
          </div>
        </div>
      )}
    </Loaded>
  );
}

function Head({ stats }: { stats: TsdbStatus['headStats'] }) {
  // An empty head has its ends the wrong way round.
  const covered = stats.maxTime > stats.minTime;
  const numbers: [string, ReactNode][] = [
    ['Active series', formatCount(stats.numSeries)],
    ['Chunks', formatCount(stats.chunkCount)],
    ['Label pairs', formatCount(stats.numLabelPairs)],
    ['Head covers', covered ? formatLength(stats.maxTime - stats.minTime) : 'nothing yet'],
    ['Since', covered ? formatMoment(stats.minTime) : '–'],
  ];
  return (
    <dl className={css.head}>
      {numbers.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface RankingProps {
  title: string;
  list: NamedCount[];
  format: (value: number) => string;
  /** The expression that shows an entry in Explore. */
  exprOf?: (name: string) => string;
}

function Ranking({ title, list, format, exprOf }: RankingProps) {
  const most = list[0]?.value ?? 0;
  return (
    <Panel title={title}>
      {list.length === 0 ? (
        <p className={css.note}>Nothing has been taken in yet.</p>
      ) : (
        <ol className={css.ranking}>
          {list.map(({ name, value }) => (
            <li key={name}>
              <span className={css.share} style={{ width: `${most === 0 ? 0 : (100 * value) / most}%` }} aria-hidden />
              <span className={css.rankName}>
                {exprOf ? (
                  <PageLink to="/explore" params={exploreParams(exprOf(name))}>
                    {name}
                  </PageLink>
                ) : (
                  name
                )}
              </span>
              <span className={css.rankValue}>{format(value)}</span>
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

/** `job=node` becomes a query for how the series with it spread over metrics. */
function selectorOf(pair: string): string {
  const at = pair.indexOf('=');
  return `topk(20, count by (__name__) ({${pair.slice(0, at)}=${JSON.stringify(pair.slice(at + 1))}}))`;
}
