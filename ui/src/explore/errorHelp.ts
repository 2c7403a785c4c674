/** Where in the expression the engine stopped reading, and what to do about it. */
export interface ErrorHelp {
  /** The engine's words without the position. */
  message: string;
  /** Offsets into the expression, when the error has a place. */
  position: { from: number; to: number } | null;
  hint: string | null;
}

const hints: ReadonlyArray<[RegExp, string]> = [
  [
    /\$__|unexpected character: '\$'/,
    'Variables such as $__rate_interval are filled in by dashboards. Write a range instead, for example [5m].',
  ],
  [
    /unexpected end of input|unclosed left|unclosed/,
    'The expression stops early: close the bracket or the quotation mark, or finish after the last operator.',
  ],
  [/expected type range vector/, 'This function looks back over time: add a range to the selector, for example [5m].'],
  [
    /expected type instant vector in .*, got range vector|"range vector" for range query/,
    'A selector with a range has many values per step: wrap it in rate(), increase() or …_over_time(), or look at it in the table.',
  ],
  [/unknown function/, 'Check the spelling; Ctrl-Space lists the functions.'],
  [
    /many-to-many matching/,
    'Several series on both sides match. Say with on(…) or ignoring(…) which labels decide, or aggregate one side first.',
  ],
  [
    /many-to-one matching|multiple matches for labels/,
    'One series on one side matches several on the other: add group_left or group_right, or aggregate.',
  ],
  [/exceeded maximum resolution/, 'Choose a larger step or a shorter time range.'],
  [
    /too many samples|query processing would load/,
    'Select fewer series with more labels, a shorter range or a larger step.',
  ],
  [
    /timed out|timeout|context deadline exceeded/i,
    'Shorten the time range, select fewer series, or record the expression by a rule.',
  ],
  [/at least one non-empty matcher/, 'A selector needs a metric name or one label that cannot be empty.'],
  [
    /vector cannot contain metrics with the same labelset|duplicate series|same labelset/,
    'The result would hold the same series twice: keep a label that tells them apart.',
  ],
  [
    /unexpected (identifier|number|string|left|right|aggregation)/,
    'An operator or a comma is missing before the marked place.',
  ],
  [/Nothing answers/, 'Is Lookout running? Start it with `lookout serve`; the page tries again at the next refresh.'],
];

/** Makes an engine's error useful: finds the marked place and adds what to do, where we know it. */
export function explainError(message: string, expr: string): ErrorHelp {
  const parsed = /(?:^|\s)(\d+):(\d+): parse error: ([\s\S]*)$/.exec(message);
  const bare = parsed ? parsed[3]! : message.replace(/^invalid parameter "query": /, '');
  return {
    message: bare,
    position: parsed ? wordAt(expr, offsetOf(expr, Number(parsed[1]), Number(parsed[2]))) : null,
    hint: hints.find(([pattern]) => pattern.test(message))?.[1] ?? null,
  };
}

/** The engine counts lines and columns from one, columns in bytes of UTF-8. */
function offsetOf(expr: string, line: number, column: number): number {
  const lines = expr.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const bytes = new TextEncoder().encode(lines[line - 1] ?? '').slice(0, column - 1);
  return before + new TextDecoder().decode(bytes).length;
}

/** The word that starts at an offset; past the end it is the last character, so that there is something to mark. */
function wordAt(expr: string, offset: number): { from: number; to: number } {
  const from = Math.min(offset, Math.max(0, expr.length - 1));
  const word = /^[\w:]+|^\s+|^./su.exec(expr.slice(from));
  return { from, to: from + (word?.[0].length ?? 0) };
}
