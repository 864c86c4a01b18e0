/**
 * The JSON of a body, undefined if it is none. Yahoo also sends `NaN`, `Infinity` and `-Infinity` as bare tokens,
 * which JSON does not know: they become strings, which no cell accepts. Looked for only where parsing fails.
 */
export function parseBody(body: string): unknown {
  return (
    parse(body) ?? (BARE_TOKEN.test(body) ? parse(body.replace(STRINGS_AND_TOKENS, quoteToken)) : undefined)
  );
}

const BARE_TOKEN = /NaN|Infinity/;
const STRINGS_AND_TOKENS = /"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)/g;

function quoteToken(match: string): string {
  return match.startsWith('"') ? match : `"${match}"`;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
