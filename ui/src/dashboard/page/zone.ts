/** The zone of a dashboard's times: an IANA name, `utc`, or `browser` for the reader's own. Old dashboards say `default` for that. */
export function zoneOf({ timezone = '' }: { timezone?: string }): string {
  const zone = timezone.toLowerCase();
  if (zone === 'utc') return 'utc';
  return ['', 'browser', 'default'].includes(zone) || !isKnown(timezone) ? 'browser' : timezone;
}

function isKnown(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }) !== null;
  } catch {
    return false;
  }
}

/** What a zone is called where it is not the reader's own, in which the picker of the time range is. */
export function foreignZone(zone: string): string | null {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zone === 'browser' || zone === own) return null;
  if (zone !== 'utc') return zone;
  return /^(Etc\/)?UTC$/.test(own) ? null : 'UTC';
}
