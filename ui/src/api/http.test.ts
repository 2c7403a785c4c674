import { afterEach, describe, expect, it, vi } from 'vitest';
import { ApiError, queryString, request } from './http';

afterEach(() => vi.unstubAllGlobals());

function answer(status: number, body: string) {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(body, { status, statusText: 'Said No' })));
}

async function failure(): Promise<ApiError> {
  const error = await request('/x').then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ApiError);
  return error as ApiError;
}

describe('request', () => {
  it('decodes an answer', async () => {
    answer(200, '{"a":1}');
    expect(await request('/x')).toEqual({ a: 1 });
  });

  it.each([
    ['Prometheus', '{"status":"error","errorType":"bad_data","error":"parse error"}', 'parse error', 'bad_data'],
    ['Alertmanager', '"bad matcher format: x"', 'bad matcher format: x', ''],
    [
      'Alertmanager’s router',
      '{"code":602,"message":"comment in body is required"}',
      'comment in body is required',
      '',
    ],
    ['Lookout', '{"error":"no such part"}', 'no such part', ''],
    ['plain text', 'not today\n', 'not today', ''],
    ['silence', '', 'HTTP 400 Said No', ''],
  ])('finds what %s says is wrong', async (_, body, message, errorType) => {
    answer(400, body);
    expect(await failure()).toMatchObject({ kind: 'refused', status: 400, message, errorType });
  });

  it('tells a page from an answer', async () => {
    answer(200, '<!doctype html>');
    expect((await failure()).message).toContain('proxy');
  });

  it('tells a server that is away from one that says no', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
    expect(await failure()).toMatchObject({ kind: 'unreachable', status: 0 });
    answer(502, 'Bad Gateway');
    expect(await failure()).toMatchObject({ kind: 'unreachable', status: 502 });
  });
});

describe('queryString', () => {
  it.each([
    [{}, ''],
    [{ a: undefined }, ''],
    [
      { a: 'x y', b: 2, 'match[]': ['up', 'down{a="b"}'] },
      '?a=x+y&b=2&match%5B%5D=up&match%5B%5D=down%7Ba%3D%22b%22%7D',
    ],
  ])('%j becomes %j', (params, expected) => {
    expect(queryString(params as Parameters<typeof queryString>[0])).toBe(expected);
  });
});
