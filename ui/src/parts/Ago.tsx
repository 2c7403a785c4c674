import { formatAgo, formatMoment, parseTime } from '../format/duration';
import { useRefresh } from '../time/refresh';

/** How long ago something was, with the full moment on hover. Moves with the page's refresh. */
export function Ago({ time, never = 'never' }: { time: string | undefined; never?: string }) {
  const { now } = useRefresh();
  const ms = parseTime(time);
  if (ms === null) return <span>{never}</span>;
  // The last refresh may be seconds old while the server writes on; that is not the future.
  const shown = formatAgo(ms, ms > now && ms - now < 20_000 ? ms : now);
  return (
    <time dateTime={time} title={formatMoment(ms)} style={{ whiteSpace: 'nowrap' }}>
      {shown}
    </time>
  );
}
