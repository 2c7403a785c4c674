import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { dashboardVersions, jsonUrl, restoreDashboard, storedJson } from '../../api/dashboards';
import { formatMoment } from '../../format/duration';
import { Loaded } from '../../parts/states';
import { diffLines } from './diff';
import css from './edit.module.css';

/** Every version that is kept: who made it, what it changed, and the way back to it. */
export function History({ uid, canRestore, onRestored }: { uid: string; canRestore: boolean; onRestored: () => void }) {
  const list = useQuery({ queryKey: ['dashboard-versions', uid], queryFn: ({ signal }) => dashboardVersions(uid, signal), staleTime: 0 });
  const [compared, compare] = useState<number>();
  const restore = useMutation({ mutationFn: (version: number) => restoreDashboard(uid, version), onSuccess: onRestored });
  return (
    <Loaded query={list}>
      {(versions) => {
        const newest = Math.max(...versions.map(({ version }) => version));
        return (
          <div className={css.form}>
            {restore.error && <p role="alert">{restore.error.message}</p>}
            {versions.map(({ version, time, author, message }, i) => (
              <div key={version} className={css.bar}>
                <strong>Version {version}</strong>
                <span className={css.grow}>
                  {formatMoment(Date.parse(time))} · {author || 'nobody named'}
                  {message && ` · ${message}`}
                </span>
                {i + 1 < versions.length && (
                  <Button variant="default" aria-expanded={compared === version} onClick={() => compare(compared === version ? undefined : version)}>
                    Changes
                  </Button>
                )}
                <Button variant="default" component="a" href={jsonUrl(uid, version)} download={`${uid}-${version}.json`}>
                  Download
                </Button>
                {canRestore && version !== newest && (
                  <Button variant="default" loading={restore.isPending} onClick={() => restore.mutate(version)}>
                    Restore
                  </Button>
                )}
                {compared === version && <Difference uid={uid} before={versions[i + 1]!.version} after={version} />}
              </div>
            ))}
          </div>
        );
      }}
    </Loaded>
  );
}

function Difference({ uid, before, after }: { uid: string; before: number; after: number }) {
  const lines = useQuery({
    queryKey: ['dashboard-difference', uid, before, after],
    queryFn: async ({ signal }) => {
      const texts = await Promise.all([before, after].map((version) => storedJson(uid, version, signal)));
      const [a, b] = texts.map((text) => JSON.stringify(JSON.parse(text), null, 2));
      return diffLines(a!, b!).map((line, number) => ({ ...line, number })).filter((_, i, all) => all.slice(Math.max(0, i - 3), i + 4).some(({ sign }) => sign !== ' '));
    },
  });
  return (
    <Loaded query={lines}>
      {(shown) => (
        <pre className={css.diff} tabIndex={0} aria-label={`What version ${after} changed`}>
          {shown.length === 0 && 'Nothing but spaces differs.'}
          {shown.map(({ sign, text, number }) => (
            <span key={number} data-sign={sign}>
              {sign} {text}
            </span>
          ))}
        </pre>
      )}
    </Loaded>
  );
}
