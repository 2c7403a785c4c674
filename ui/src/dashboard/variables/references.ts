/** How text refers to a variable: `$x`, `${x}`, `${x.field:format}`, `[[x:format]]`. */

export interface Reference {
  name: string;
  field?: string;
  format?: string;
  /** The text of the reference itself, and where it stands. */
  whole: string;
  start: number;
}

/** Fields and formats have a bound: after ten thousand brackets that nobody closed, each would read to the end of the text. */
const pattern =
  /\$(?<plain>\w+)|\$\{(?<braced>\w+)(?:\.(?<field>[^:}]{1,200}))?(?::(?<format>[^}]{0,200}))?\}|\[\[(?<old>\w+)(?::(?<oldFormat>[^\]]{0,200}))?\]\]/g;

/** All references, in the order of the text. Whether a variable of that name exists is not known here. */
export function referencesIn(text: string): Reference[] {
  // Most text refers to nothing.
  if (!text.includes('$') && !text.includes('[[')) return [];
  return [...text.matchAll(pattern)].map((match) => {
    const { plain, braced, field, format, old, oldFormat } = match.groups!;
    return { name: (plain ?? braced ?? old)!, field, format: format ?? oldFormat, whole: match[0], start: match.index };
  });
}
