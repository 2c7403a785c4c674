import type { Heartbeat, HeartbeatState } from '../api/lookout';
import { exploreParams } from '../app/links';
import { formatLength } from '../format/duration';
import { Ago } from '../parts/Ago';
import { CopyButton } from '../parts/CopyButton';
import { LabelList } from '../parts/LabelList';
import { PageLink } from '../parts/PageLink';
import { Pill, type Tone } from '../parts/Pill';
import css from './heartbeats.module.css';
import { curlLine } from './select';

const tones: Record<HeartbeatState, Tone> = {
  failed: 'bad',
  late: 'bad',
  overrunning: 'warn',
  running: 'info',
  waiting: 'quiet',
  ok: 'ok',
};

export function HeartbeatRow({ heartbeat }: { heartbeat: Heartbeat }) {
  const { name, state, late, labels, message, url } = heartbeat;
  return (
    <article className={css.heartbeat} aria-label={`Heartbeat ${name}`}>
      <div className={css.state}>
        <Pill tone={tones[state]}>{state === 'ok' ? 'OK' : state}</Pill>
        {late && state === 'failed' && <Pill tone="bad">late</Pill>}
      </div>
      <div className={css.what}>
        <div className={css.name}>
          {name} <Schedule of={heartbeat} />
        </div>
        <LabelList labels={labels} />
        {message !== '' && <pre className={css.message}>{message}</pre>}
      </div>
      <Times of={heartbeat} />
      <div className={css.curl}>
        <code title={curlLine(url)}>{curlLine(url)}</code>
        <CopyButton value={curlLine(url)} what={`the line that checks in ${name}`} />
      </div>
    </article>
  );
}

function Schedule({ of: { schedule, graceSeconds, maxRuntimeSeconds } }: { of: Heartbeat }) {
  return (
    <span className={css.schedule}>
      {schedule}, {formatLength(graceSeconds * 1000)} grace
      {maxRuntimeSeconds > 0 && `, runs at most ${formatLength(maxRuntimeSeconds * 1000)}`}
    </span>
  );
}

function Times({ of: { name, due, state, runningSince, lastCheckIn, lastSeconds } }: { of: Heartbeat }) {
  const history = `lookout_heartbeat_last_duration_seconds{heartbeat="${name}"}`;
  return (
    <div className={css.times}>
      <span>
        {state === 'late' ? 'was due' : 'due'} <Ago time={due} />
      </span>
      {runningSince && (
        <span>
          began <Ago time={runningSince} />
        </span>
      )}
      <span className={css.quiet}>
        last check-in <Ago time={lastCheckIn ?? undefined} />
      </span>
      {lastSeconds !== null && (
        <PageLink to="/explore" params={exploreParams(history)} title="How long its runs took">
          took {formatTook(lastSeconds)}
        </PageLink>
      )}
    </div>
  );
}

/** Runs of less than a second are told in milliseconds. */
function formatTook(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)}ms` : formatLength(seconds * 1000);
}
