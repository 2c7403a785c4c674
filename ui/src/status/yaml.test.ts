import { describe, expect, it } from 'vitest';
import { tokenize } from './yaml';

const kinds = (line: string) =>
  tokenize(line)
    .filter(({ kind }) => kind !== 'plain')
    .map(({ kind, text }) => `${kind} ${text.trim()}`);

describe('tokenize', () => {
  it.each([
    ['scrape_interval: 15s', ['key scrape_interval']],
    ['  - job_name: "node: a"', ['key job_name', 'string "node: a"']],
    ['# a comment', ['comment # a comment']],
    ['path: /metrics # why', ['key path', 'comment # why']],
    ["channel: '#sre'", ['key channel', "string '#sre'"]],
    ['password: <secret>', ['key password', 'secret <secret>']],
    ['url: http://host:80/#part', ['key url']],
    ['- 127.0.0.1:9090', []],
    ["it's plain", []],
  ])('colours %j', (line, expected) => expect(kinds(line)).toEqual(expected));

  it.each(['', '   ', 'a: "open', "x: '", 'a: b # c "d" <secret>', '\t- {a: [b, "c"]}'])(
    'loses nothing of %j',
    (line) => {
      expect(
        tokenize(line)
          .map(({ text }) => text)
          .join(''),
      ).toBe(line);
    },
  );
});
