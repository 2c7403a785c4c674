import type { SentNotification } from '../api/lookout';
import type { Tone } from '../parts/Pill';

export type Outcome = 'failed' | 'firing' | 'resolved';

/** A notification with any firing alert is about something that fires; an error outweighs both. */
export function outcomeOf({ error, alerts }: SentNotification): Outcome {
  if (error !== '') return 'failed';
  return alerts.some(({ status }) => status === 'firing') ? 'firing' : 'resolved';
}

const tones: Record<Outcome, Tone> = { failed: 'bad', firing: 'warn', resolved: 'ok' };

export const toneOf = (notification: SentNotification): Tone => tones[outcomeOf(notification)];

/** The name to know a notification by, and a line of what it is about. */
export function describe({ groupLabels, alerts }: SentNotification): { title: string; detail: string } {
  const names = new Set(alerts.map(({ labels }) => labels.alertname).filter((name) => name !== undefined));
  const title = groupLabels.alertname ?? ([...names].join(', ') || 'Alerts');
  const summaries = alerts.map(({ annotations }) => annotations.summary).filter((text) => text !== undefined);
  const detail =
    summaries[0] ??
    Object.entries(groupLabels)
      .map(([name, value]) => `${name}=${value}`)
      .join(' ');
  return { title: alerts.length > 1 ? `${title} × ${alerts.length}` : title, detail };
}
