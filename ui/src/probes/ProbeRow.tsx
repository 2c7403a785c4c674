import type { Probe, ProbeResult } from '../api/lookout';
import { formatValue } from '../chart';
import { Ago } from '../parts/Ago';
import { CopyButton } from '../parts/CopyButton';
import { Disclosure } from '../parts/Disclosure';
import { LabelList } from '../parts/LabelList';
import { Dot, Pill, type Tone } from '../parts/Pill';
import { useRefresh } from '../time/refresh';
import { certificate, commandOf } from './rows';
import css from './probes.module.css';

const tone: Record<Probe['state'], Tone> = { up: 'ok', down: 'bad', pending: 'quiet' };
const stateName: Record<Probe['state'], string> = { up: 'good', down: 'failing', pending: 'not asked yet' };

interface ProbeRowProps {
  probe: Probe;
  open: boolean;
  onToggle: () => void;
}

/** One target: how it is, and on demand how its last answer and its last failure came about. */
export function ProbeRow({ probe, open, onToggle }: ProbeRowProps) {
  const { job, module, target, hostname, labels, state, last } = probe;
  const asked = hostname === '' ? target : `${target} as ${hostname}`;
  return (
    <article className={css.probe} aria-label={`Probe of ${asked}`}>
      <Disclosure
        open={open}
        onToggle={onToggle}
        summary={
          <span className={css.line}>
            <Dot tone={tone[state]} label={stateName[state]} />
            <span className={css.target}>{asked}</span>
            <span className={css.by}>
              {job === '' ? 'asked by others' : job} · {module.startsWith('probes/') ? probe.prober : module}
            </span>
            <span className={css.status}>{last?.status}</span>
            <Certificate ends={last?.certificateEnds} />
            <span className={css.when}>
              {last && formatValue(last.durationSeconds, 'seconds')}
              <Ago time={last?.time} never="not yet" />
            </span>
          </span>
        }
      >
        <Details probe={probe} />
      </Disclosure>
      <LabelLine labels={labels} />
      {!open && last && last.reason !== '' && <div className={css.reason}>{last.reason}</div>}
    </article>
  );
}

function LabelLine({ labels }: { labels: Probe['labels'] }) {
  if (Object.keys(labels).length === 0) return null;
  return (
    <div className={css.labels}>
      <LabelList labels={labels} />
    </div>
  );
}

function Certificate({ ends }: { ends?: string }) {
  const { now } = useRefresh();
  const shown = certificate(ends, now);
  return (
    <span className={css.certificate}>
      {shown && (
        <Pill tone={shown.tone} title={`The certificate that ends first ends ${ends}`}>
          cert {shown.text}
        </Pill>
      )}
    </span>
  );
}

function Details({ probe }: { probe: Probe }) {
  const { last, lastFailure } = probe;
  const command = commandOf(probe);
  const earlier = lastFailure && lastFailure.time !== last?.time ? lastFailure : undefined;
  return (
    <div className={css.details}>
      {last && <Steps title="Last answer" result={last} />}
      {earlier && <Steps title="Last failure" result={earlier} />}
      {!last && <p className={css.hint}>It has not been asked since Lookout started.</p>}
      <p className={css.command}>
        Ask once more: <code>{command}</code> <CopyButton value={command} what="the command" />
      </p>
    </div>
  );
}

function Steps({ title, result }: { title: string; result: ProbeResult }) {
  return (
    <section>
      <h3 className={css.heading}>
        {title}, <Ago time={result.time} />
      </h3>
      <ol className={css.steps}>
        {result.steps.map(({ afterSeconds, text }, i) => (
          <li key={i}>
            <span className={css.after}>{formatValue(afterSeconds, 'seconds')}</span>
            <span className={css.text}>{text}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
