/** The three states that every piece of data goes through before it is shown. */
import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiError } from '../api/http';
import css from './states.module.css';

interface EmptyProps {
  icon?: ReactNode;
  title: string;
  /** What to do about it, or why it is fine. */
  children?: ReactNode;
}

export function Empty({ icon, title, children }: EmptyProps) {
  return (
    <div className={css.state}>
      {icon && <div className={css.icon}>{icon}</div>}
      <div className={css.title}>{title}</div>
      {children && <div className={css.hint}>{children}</div>}
    </div>
  );
}

interface FailureProps {
  error: Error;
  retry?: () => void;
}

export function Failure({ error, retry }: FailureProps) {
  const unreachable = error instanceof ApiError && error.kind === 'unreachable';
  const Icon = unreachable ? IconPlugConnectedX : IconAlertTriangle;
  return (
    <div className={css.state} role="alert">
      <div className={`${css.icon} ${css.bad}`}>
        <Icon size={26} stroke={1.5} aria-hidden />
      </div>
      <div className={css.title}>{unreachable ? 'Lookout does not answer' : 'This could not be loaded'}</div>
      <div className={css.message}>{error.message}</div>
      <div className={css.hint}>{adviceFor(error)}</div>
      {retry && (
        <Button variant="default" leftSection={<IconRefresh size={14} aria-hidden />} onClick={retry}>
          Try again
        </Button>
      )}
    </div>
  );
}

/** What the server, or a proxy before it, says of a path that it does not know; anything else is about a thing that is not there. */
const noSuchPath = /^(nothing is at |HTTP |<)/;

function adviceFor(error: Error): string {
  if (!(error instanceof ApiError)) return 'Reload the page; if it stays, the server’s log says more.';
  if (error.kind === 'unreachable') {
    return 'Check that the process runs (systemctl status lookout) and that nothing in between closes the connection.';
  }
  if (error.status === 401 || error.status === 403) return 'Your access does not cover this; ask an administrator.';
  if (error.status === 404 && !noSuchPath.test(error.message)) return 'It may have been deleted or renamed, or the link is mistyped.';
  if (error.status === 404) return 'This server does not know the path: page and server may be of different versions.';
  if (error.status === 503) return 'The server is still starting or is overloaded; it is worth trying again shortly.';
  return 'The message above comes from the server; its log says more.';
}

export function Loading({ rows = 4, height = 18 }: { rows?: number; height?: number }) {
  return (
    <div className={css.loading} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={height} width={`${100 - ((row * 17) % 40)}%`} radius="sm" />
      ))}
    </div>
  );
}

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  loading?: ReactNode;
  children: (data: T) => ReactNode;
}

/** Shows a query's data, or its loading or failed state. Data once there stays, even if a refresh fails. */
export function Loaded<T>({ query, loading, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failure error={query.error} retry={() => void query.refetch()} />;
  return loading ?? <Loading />;
}
