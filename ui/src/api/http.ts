/** What went wrong with a request, in words a person can act on. */
export class ApiError extends Error {
  constructor(
    /** `unreachable`: nothing answered. `refused`: the server answered and said no. */
    readonly kind: 'unreachable' | 'refused',
    message: string,
    /** The HTTP status, or 0 when nothing answered. */
    readonly status = 0,
    /** Prometheus' own class of error (`bad_data`, `execution`, `timeout` …), where it gave one. */
    readonly errorType = '',
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

export interface RequestOptions {
  signal?: AbortSignal;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as application/json. */
  json?: unknown;
  /** Sent as a form; keeps long expressions out of the URL. */
  form?: URLSearchParams;
  /** Reads the body where JSON.parse is not good enough; throws as that does. */
  parse?: (text: string) => unknown;
}

/** Sends one request and returns the decoded JSON body, or throws an ApiError. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  const text = await response.text();
  const body = decode(text, options.parse);
  if (!response.ok) {
    throw refusal(response, body, text);
  }
  if (body === undefined && text !== '') {
    throw new ApiError('refused', `${path} did not answer with JSON; is a proxy in between?`, response.status);
  }
  return body as T;
}

/** Sends one request and returns the body as it came, or throws an ApiError. */
export async function requestText(path: string, options: RequestOptions = {}): Promise<string> {
  const response = await send(path, options);
  const text = await response.text();
  if (!response.ok) throw refusal(response, decode(text), text);
  return text;
}

async function send(path: string, { signal, method, json, form }: RequestOptions): Promise<Response> {
  const init: RequestInit = { signal, method: method ?? (json || form ? 'POST' : 'GET') };
  if (json !== undefined) {
    init.body = JSON.stringify(json);
    init.headers = { 'Content-Type': 'application/json' };
  } else if (form) {
    init.body = form;
  }
  try {
    return await fetch(path, init);
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError('unreachable', `Nothing answers at ${window.location.host}`);
  }
}

function decode(text: string, parse: (text: string) => unknown = JSON.parse): unknown {
  try {
    return text === '' ? undefined : parse(text);
  } catch {
    return undefined;
  }
}

/** The three APIs word their errors differently: `error`, `message`, or a bare JSON string. */
function refusal(response: Response, body: unknown, text: string): ApiError {
  const fields = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const said = [fields.error, fields.message, body, text].find(
    (candidate): candidate is string => typeof candidate === 'string' && candidate.trim() !== '',
  );
  const errorType = typeof fields.errorType === 'string' ? fields.errorType : '';
  const kind = response.status === 502 || response.status === 504 ? 'unreachable' : 'refused';
  return new ApiError(
    kind,
    said?.trim() ?? `HTTP ${response.status} ${response.statusText}`,
    response.status,
    errorType,
  );
}

/** A query string from the parameters that have a value. Arrays repeat their name. */
export function queryString(params: Record<string, string | number | string[] | undefined>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value === undefined) continue;
    for (const one of Array.isArray(value) ? value : [value]) search.append(name, String(one));
  }
  const text = search.toString();
  return text === '' ? '' : `?${text}`;
}
