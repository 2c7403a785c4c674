import { memo, Suspense, useCallback, useRef } from 'react';
import { usePanelData } from '../data/usePanelData';
import type { Shown } from '../layout/sections';
import { useDashboard } from '../page/context';
import { interpolate } from '../variables/interpolate';
import type { PanelData, PanelKind } from './contract';
import { kindOf } from './kinds';
import { Message } from './Message';
import { PanelBoundary } from './PanelBoundary';
import { PanelFrame } from './PanelFrame';
import { useBox } from './useBox';

/** One place of the grid: measures itself, asks once it is scrolled into view, and draws by the panel's kind. */
export const PanelSlot = memo(function PanelSlot({ shown }: { shown: Shown }) {
  const { panel, scope } = shown;
  const box = useRef<HTMLDivElement>(null);
  const { width, height, seen } = useBox(box);
  const kind = kindOf(panel.type);
  const data = usePanelData(shown, kind, width, seen);
  return (
    <PanelFrame
      title={interpolate(panel.title, scope, 'text')}
      description={panel.description && interpolate(panel.description, scope, 'text')}
      transparent={panel.transparent}
      data={data}
    >
      <div ref={box} style={{ position: 'absolute', inset: 0, overflow: 'hidden' }}>
        {seen && width > 0 && (
          <PanelBoundary resetKey={data.frames}>
            <Suspense fallback={null}>
              <Content {...{ shown, kind, data, width, height }} />
            </Suspense>
          </PanelBoundary>
        )}
      </div>
    </PanelFrame>
  );
});

interface ContentProps {
  shown: Shown;
  kind: PanelKind;
  data: PanelData;
  width: number;
  height: number;
}

function Content({ shown: { panel, scope }, kind, data, width, height }: ContentProps) {
  const { timeZone, syncKey, dashboard, onZoom } = useDashboard();
  const fillIn = useCallback((text: string, format = 'text') => interpolate(text, scope, format), [scope]);
  const absent = whyEmpty(data, kind);
  if (absent) return absent;
  return (
    <kind.Panel
      {...{ panel, data, width, height, timeZone, syncKey, onZoom }}
      interpolate={fillIn}
      syncTooltip={dashboard.graphTooltip === 2}
    />
  );
}

function whyEmpty(data: PanelData, kind: PanelKind) {
  if (!kind.queries) return null;
  const empty = data.frames.every(({ length }) => length === 0);
  if (!empty) return null;
  if (data.state === 'loading') return <></>;
  if (data.state === 'error') return <Message tone="bad" title="The query failed" detail={data.errors.join('\n')} />;
  if (data.notices.length > 0) return <Message title="No data" detail={data.notices.join(' ')} />;
  return <Message title="No data" />;
}
