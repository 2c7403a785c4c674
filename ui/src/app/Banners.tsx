import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useStatus } from '../api/hooks';
import { ApiError } from '../api/http';
import { Ago } from '../parts/Ago';
import { PageLink } from '../parts/PageLink';
import css from './Banners.module.css';

/** What everyone has to know, whatever page they are on. */
export function Banners() {
  const status = useStatus();
  const unreachable = status.error instanceof ApiError && status.error.kind === 'unreachable';
  const reload = status.data?.config.reload;
  return (
    <div aria-live="assertive">
      {unreachable && (
        <Banner
          icon={<IconPlugConnectedX size={16} aria-hidden />}
          title={`Nothing answers at ${window.location.host}.`}
        >
          What you see is as of the last answer. This page keeps trying every ten seconds.
        </Banner>
      )}
      {reload && !reload.successful && (
        <Banner
          icon={<IconAlertTriangle size={16} aria-hidden />}
          title="The last configuration reload failed; the configuration before it is still running."
        >
          <Ago time={reload.time} /> · <PageLink to="/status">running configuration</PageLink>
          {reload.error && <pre className={css.detail}>{reload.error}</pre>}
        </Banner>
      )}
    </div>
  );
}

function Banner({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div className={css.banner} role="alert">
      <span className={css.icon}>{icon}</span>
      <div className={css.text}>
        <strong>{title}</strong> <span className={css.more}>{children}</span>
      </div>
    </div>
  );
}
