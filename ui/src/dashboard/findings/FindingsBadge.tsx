import { Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { dashboardFindings, type OpenedDashboard } from '../../api/dashboards';
import { countsOf, describe, toneOf } from './counts';
import { FindingList } from './FindingList';
import css from './findings.module.css';

/** How long panels have the server to themselves. */
const panelsFirst = 1500;

/** The number of findings, which opens them; nothing for a dashboard without any. */
export function FindingsBadge({ opened: { uid, version } }: { opened: OpenedDashboard }) {
  const [shown, { open, close }] = useDisclosure(false);
  const later = useLater(panelsFirst);
  const { data = [] } = useQuery({
    queryKey: ['dashboard-findings', uid, version],
    queryFn: ({ signal }) => dashboardFindings(uid, signal),
    enabled: later,
    staleTime: 60_000,
  });
  if (data.length === 0) return null;
  const counts = countsOf(data);
  return (
    <>
      <button type="button" className={css.badge} data-tone={toneOf(counts)} aria-haspopup="dialog" aria-label={`Findings: ${describe(counts)}`} title={describe(counts)} onClick={open}>
        {data.length}
      </button>
      <Drawer opened={shown} onClose={close} position="right" size="min(640px, 100vw)" title={`Findings: ${describe(counts)}`}>
        <FindingList findings={data} onLeave={close} />
      </Drawer>
    </>
  );
}

function useLater(millis: number): boolean {
  const [passed, pass] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => pass(true), millis);
    return () => clearTimeout(timer);
  }, [millis]);
  return passed;
}
