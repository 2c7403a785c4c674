/** Enough of YAML to colour it: not what it means, only what it looks like. */
export type TokenKind = 'key' | 'comment' | 'string' | 'secret' | 'plain';

export interface Token {
  kind: TokenKind;
  text: string;
}

/** Splits one line. The texts of the tokens together are the line. */
export function tokenize(line: string): Token[] {
  const key = /^(\s*(?:- )*)([\w./$@-]+|"[^"]*"|'[^']*')(:)(?=\s|$)/.exec(line);
  const tokens: Token[] = [];
  let rest = line;
  if (key) {
    const [matched, lead, name] = key;
    tokens.push({ kind: 'plain', text: lead! }, { kind: 'key', text: name! }, { kind: 'plain', text: ':' });
    rest = line.slice(matched.length);
  }
  return [...tokens, ...tokenizeValue(rest)].filter(({ text }) => text !== '');
}

function tokenizeValue(text: string): Token[] {
  const pieces = text.matchAll(/("(?:[^"\\]|\\.)*"|'[^']*')|(<secret>)|((?:^|\s)#.*$)|([^"'<#\s]+|\s+|["'<#])/g);
  return [...pieces].map(([piece, string, secret, comment]) => {
    if (string !== undefined) return { kind: 'string', text: piece };
    if (secret !== undefined) return { kind: 'secret', text: piece };
    if (comment !== undefined) return { kind: 'comment', text: piece };
    return { kind: 'plain', text: piece };
  });
}
