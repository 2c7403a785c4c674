/** Which heartbeats the page lists, and in which order. */
import type { Heartbeat, HeartbeatState } from '../api/lookout';

/** Who should look first comes first. */
const order: HeartbeatState[] = ['failed', 'late', 'overrunning', 'running', 'waiting', 'ok'];

/** Empty: all. */
export type StateFilter = '' | HeartbeatState;

/** Every word of the text must occur in the name, a label, the schedule or the message. */
export function selectHeartbeats(list: Heartbeat[], text: string, state: StateFilter): Heartbeat[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return list
    .filter((one) => (state === '' || one.state === state) && words.every((word) => hasWord(one, word)))
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.name.localeCompare(b.name));
}

function hasWord({ name, labels, schedule, message }: Heartbeat, word: string): boolean {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
  return [name, schedule, message, ...pairs].some((piece) => piece.toLowerCase().includes(word));
}

/** How many there are in each state, in the order in which they are listed; states that no job is in are left out. */
export function countStates(list: Heartbeat[]): [HeartbeatState, number][] {
  return order
    .map((state): [HeartbeatState, number] => [state, list.filter((one) => one.state === state).length])
    .filter(([, count]) => count > 0);
}

/** What a job runs at its end. */
export function curlLine(url: string): string {
  return `curl -fsS -m 10 --retry 5 -o /dev/null ${url}`;
}
