import { Button, Drawer, Tabs } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { CopyButton } from '../../parts/CopyButton';
import type { Panel } from '../model/types';
import type { PanelData, PanelProps } from '../panels/contract';
import { Message } from '../panels/Message';
import TablePanel from '../panels/table/TablePanel';
import css from './Inspect.module.css';

interface InspectProps {
  opened: boolean;
  onClose: () => void;
  panelProps: PanelProps;
  onDownload: () => void;
}

/** What is behind a panel: the queries as they were sent and what they cost, the data, the panel's JSON. */
export default function Inspect({ opened, onClose, panelProps, onDownload }: InspectProps) {
  const { panel, data, interpolate } = panelProps;
  return (
    <Drawer opened={opened} onClose={onClose} position="right" size="min(920px, 94vw)" title={`Inspect: ${interpolate(panel.title) || 'panel'}`}>
      <Tabs defaultValue="queries">
        <Tabs.List>
          <Tabs.Tab value="queries">Queries</Tabs.Tab>
          <Tabs.Tab value="data">Data</Tabs.Tab>
          <Tabs.Tab value="json">Panel JSON</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="queries" pt="sm">
          <Queries data={data} />
        </Tabs.Panel>
        <Tabs.Panel value="data" pt="sm">
          <Button variant="default" leftSection={<IconDownload size={14} aria-hidden />} onClick={onDownload} mb="sm">
            Download as CSV
          </Button>
          <TablePanel {...panelProps} panel={plain(panel)} width={860} height={560} />
        </Tabs.Panel>
        <Tabs.Panel value="json" pt="sm">
          <CopyButton value={JSON.stringify(panel, null, 2)} what="the JSON" />
          <pre className={css.code}>{JSON.stringify(panel, null, 2)}</pre>
        </Tabs.Panel>
      </Tabs>
    </Drawer>
  );
}

const plain = (panel: Panel): Panel => ({ ...panel, options: {} });

function Queries({ data: { timings, errors, notices } }: { data: PanelData }) {
  if (timings.length === 0 && errors.length === 0) {
    return <Message title="Nothing was asked" detail={notices.join(' ') || 'This panel has no queries.'} />;
  }
  return (
    <>
      {[...errors, ...notices].map((text) => (
        <p key={text} className={css.problem}>
          {text}
        </p>
      ))}
      {timings.map(({ refId, expr, step, millis, series }, i) => (
        <section key={`${refId}${i}`} className={css.query}>
          <header>
            <strong>{refId}</strong>
            <span>{step > 0 ? `every ${step} s` : 'at one moment'}</span>
            <span>{series === 1 ? '1 series' : `${series} series`}</span>
            <span>{Math.round(millis)} ms</span>
            <CopyButton value={expr} what="the query" />
          </header>
          <pre className={css.code}>{expr}</pre>
        </section>
      ))}
    </>
  );
}
