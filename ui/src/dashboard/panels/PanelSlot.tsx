import { useDisclosure } from '@mantine/hooks';
import { lazy, memo, Suspense, useCallback, useRef } from 'react';
import { usePanelData } from '../data/usePanelData';
import { download } from '../../explore/exportCsv';
import { framesToCsv } from '../inspect/csv';
import type { Shown } from '../layout/sections';
import { linkUrl } from '../page/links';
import { useDashboard } from '../page/context';
import { useTellEmptiness, type Emptiness } from '../page/emptiness';
import { interpolate } from '../variables/interpolate';
import type { PanelData, PanelKind, PanelProps } from './contract';
import { kindOf } from './kinds';
import { Message } from './Message';
import { PanelBoundary } from './PanelBoundary';
import { PanelFrame } from './PanelFrame';
import { PanelMenu } from './PanelMenu';
import { timeNote } from './timeNote';
import { useBox } from './useBox';
import css from './PanelFrame.module.css';

const Inspect = lazy(() => import('../inspect/Inspect'));

/** One place of the grid: measures itself, asks once it is scrolled into view, and draws by the panel's kind. */
export const PanelSlot = memo(function PanelSlot({ shown }: { shown: Shown }) {
  const { panel, scope } = shown;
  const box = useRef<HTMLDivElement>(null);
  const { width, height, seen } = useBox(box);
  const kind = kindOf(panel.type);
  const data = usePanelData(shown, kind, width, seen);
  useTellEmptiness(seen ? emptinessOf(data, kind) : null);
  const [inspected, inspect] = useDisclosure(false);
  const props = usePanelProps(shown, data, width, height);
  const title = interpolate(panel.title, scope, 'text');
  const save = () => download(`${title || 'panel'}.csv`, framesToCsv(data.frames));
  const links = panel.links.map((link) => ({ ...link, title: interpolate(link.title, scope, 'text'), url: linkUrl(link, scope) }));
  return (
    <PanelFrame
      title={title}
      description={panel.description && interpolate(panel.description, scope, 'text')}
      transparent={panel.transparent}
      note={timeNote(panel)}
      data={data}
      menu={<PanelMenu {...{ title, data, links }} panelId={panel.id} onInspect={inspect.open} onDownload={save} />}
    >
      <div ref={box} className={css.box}>
        {seen && width > 0 && (
          <PanelBoundary resetKey={data.frames}>
            <Suspense fallback={null}>{whyEmpty(data, kind) ?? <kind.Panel {...props} />}</Suspense>
          </PanelBoundary>
        )}
      </div>
      {inspected && (
        <Suspense fallback={null}>
          <Inspect opened onClose={inspect.close} panelProps={props} onDownload={save} />
        </Suspense>
      )}
    </PanelFrame>
  );
});

function usePanelProps({ panel, scope }: Shown, data: PanelData, width: number, height: number): PanelProps {
  const { timeZone, syncKey, dashboard, onZoom } = useDashboard();
  const fillIn = useCallback((text: string, format = 'text') => interpolate(text, scope, format), [scope]);
  return { panel, data, width, height, timeZone, syncKey, onZoom, interpolate: fillIn, syncTooltip: dashboard.graphTooltip === 2 };
}

const isEmpty = ({ frames }: PanelData) => frames.every(({ length }) => length === 0);

/** What failed is not without data: nobody knows. */
function emptinessOf(data: PanelData, kind: PanelKind): Emptiness | null {
  if (!kind.queries) return null;
  if (data.state === 'loading') return 'pending';
  return data.state === 'done' && isEmpty(data) ? 'empty' : 'full';
}

function whyEmpty(data: PanelData, kind: PanelKind) {
  if (!kind.queries || !isEmpty(data)) return null;
  if (data.state === 'loading') return <></>;
  if (data.state === 'error') return <Message tone="bad" title="The query failed" detail={data.errors.join('\n')} />;
  if (data.notices.length > 0) return <Message title="No data" detail={data.notices.join(' ')} />;
  return <Message title="No data" />;
}
