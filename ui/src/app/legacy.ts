/**
 * Addresses that links made for Prometheus and Alertmanager have: in notifications, whose default templates point at
 * Alertmanager's pages, in alerts sent to an external Alertmanager, and in people's bookmarks.
 */

/** Where a link made for one of the two leads here, or null for an address of our own. */
export function addressOfLegacy(path: string, search: string, hash: string): string | null {
  if (hash.startsWith('#/')) return fromAlertmanager(hash.slice(1));
  const ofPrometheus = /^\/prometheus(\/|$)/.test(path);
  const page = (ofPrometheus ? path.slice('/prometheus'.length) : path).replace(/\/$/, '');
  if (page === '/graph' || page === '/query') return fromGraph(new URLSearchParams(search));
  if (page === '/alertmanager') return '/alerts';
  return pagesOfPrometheus[page] ?? (ofPrometheus ? `${page || '/'}${search}` : null);
}

/** Where the pages of Prometheus that have another name here are; `ui/pages.go` answers at each of them. */
const pagesOfPrometheus: Record<string, string> = {
  '/rules': '/alerts',
  '/config': '/status',
  '/flags': '/status',
  '/tsdb-status': '/status',
  '/service-discovery': '/targets',
};

/** `#/alerts?receiver=team` and `#/silences/new?filter={a="b"}` among others. */
function fromAlertmanager(route: string): string | null {
  const [path, search = ''] = route.split('?');
  const matchers = matchersOf(new URLSearchParams(search).get('filter') ?? '');
  if (path === '/alerts') return '/alerts';
  if (path === '/silences/new') return withParams('/silences/new', matchers.map((m) => ['matcher', m]));
  if (path?.startsWith('/silences')) return '/silences';
  return path?.startsWith('/status') ? '/status' : null;
}

/** The matchers between the braces; commas inside quotes do not separate. */
function matchersOf(filter: string): string[] {
  const inside = filter.trim().replace(/^\{/, '').replace(/\}$/, '');
  return (inside.match(/(?:[^,"]|"(?:[^"\\]|\\.)*")+/g) ?? []).map((m) => m.trim()).filter((m) => m !== '');
}

/** `g0.expr=up&g0.tab=1&g0.range_input=2h`: one query for each panel, the range of the first. */
function fromGraph(params: URLSearchParams): string {
  const queries = [...params.keys()]
    .filter((key) => /^g\d+\.expr$/.test(key))
    .map((key): [string, string] => ['q', params.get(key) ?? '']);
  const table: [string, string][] = params.get('g0.tab') === '1' || params.get('g0.tab') === 'table' ? [['view', 'table']] : [];
  const span = params.get('g0.range_input');
  const range: [string, string][] = span ? [['from', `now-${span}`], ['to', 'now']] : [];
  return withParams('/explore', [...queries, ...table, ...range]);
}

function withParams(path: string, params: [string, string][]): string {
  const search = new URLSearchParams(params).toString();
  return search === '' ? path : `${path}?${search}`;
}
