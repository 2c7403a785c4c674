import { useCallback, useEffect, useMemo } from 'react';
import { useSearch } from 'wouter';
import type { OpenedDashboard } from '../../api/dashboards';
import { Empty } from '../../parts/states';
import { useTimeRange } from '../../time/useTimeRange';
import { useChangeSearch } from '../../url/search';
import { AnnotationBar } from '../annotations/AnnotationBar';
import { MarkedContext } from '../annotations/context';
import { useAnnotations } from '../annotations/useAnnotations';
import { Grid } from '../layout/Grid';
import { sectionsOf } from '../layout/sections';
import { loadKinds } from '../panels/kinds';
import type { Variable } from '../variables/types';
import { VariableBar } from '../variables/VariableBar';
import { useVariables } from '../variables/useVariables';
import { DashboardContext } from './context';
import { DashboardHead } from './DashboardHead';
import { EmptinessProvider } from './emptiness';
import css from './DashboardHead.module.css';
import { LinkBar } from './LinkBar';
import { NothingCollected } from './NothingCollected';
import { SinglePanel } from './SinglePanel';
import { SourceNotice } from './SourceNotice';
import { useSavedTime } from './useSavedTime';
import { zoneOf } from './zone';

/** One opened dashboard: its head, its variables, its panels. */
export function DashboardView({ opened }: { opened: OpenedDashboard }) {
  const { dashboard } = opened;
  const settled = useSavedTime(dashboard);
  const { start, end, from, to, setAbsolute } = useTimeRange();
  const search = useSearch();
  const viewed = new URLSearchParams(search).get('viewPanel');
  const timeZone = zoneOf(dashboard);
  const range = useMemo(() => ({ start, end }), [start, end]);
  const variables = useVariables({
    variables: dashboard.templating.list as Variable[],
    search,
    range,
    rangeText: { from, to },
    title: dashboard.title,
    uid: dashboard.uid,
    timeZone,
  });
  const { scope, filters, groups, ready } = variables;
  const change = useChangeSearch();
  const choose = useCallback((name: string, value: string | string[]) => change({ [`var-${name}`]: value }, { push: true }), [change]);
  const context = useMemo<DashboardContext>(
    () => ({
      dashboard,
      time: { from: start, to: end },
      timeZone,
      scope,
      filters,
      groups,
      ready: ready && settled,
      onZoom: setAbsolute,
      syncKey: dashboard.graphTooltip > 0 ? dashboard.uid : undefined,
    }),
    [dashboard, start, end, timeZone, scope, filters, groups, ready, settled, setAbsolute],
  );
  useEffect(() => loadKinds(dashboard.panels.map(({ type }) => type)), [dashboard.panels]);
  const annotations = useAnnotations({ dashboard, time: context.time, scope, filters, resolved: variables.resolved, ready: context.ready });
  const sections = useMemo(() => sectionsOf(dashboard.panels, scope), [dashboard.panels, scope]);
  useEffect(() => {
    document.title = `${dashboard.title} · Lookout`;
  }, [dashboard.title]);
  return (
    <DashboardContext value={context}>
      <EmptinessProvider>
      <DashboardHead opened={opened} />
      <SourceNotice opened={opened} />
      <NothingCollected opened={opened} />
      <div className={css.bar}>
        <VariableBar resolved={variables.resolved} range={range} onChange={choose} onRetry={variables.retry} />
        <AnnotationBar switches={annotations.switches} onTurn={annotations.turn} />
        <LinkBar links={dashboard.links} scope={scope} />
      </div>
      {sections.length === 0 && <NoPanels readOnly={opened.readOnly} />}
      <MarkedContext value={annotations.marked}>{viewed ? <SinglePanel id={viewed} sections={sections} /> : <Grid sections={sections} />}</MarkedContext>
      </EmptinessProvider>
    </DashboardContext>
  );
}

function NoPanels({ readOnly }: { readOnly: boolean }) {
  return (
    <Empty title="This dashboard has no panels">
      {readOnly ? 'The document at its source holds none in “panels”.' : 'Add one by Edit, Add panel, or from Explore by Add to dashboard.'}
    </Empty>
  );
}
