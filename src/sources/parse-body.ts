/**
 * The JSON of a body, undefined if it is none. Yahoo also sends `NaN`, `Infinity` and `-Infinity` as bare tokens,
 * which JSON does not know: such a value becomes a string, which no cell accepts, whatever its letters are. Looked for
 * only where parsing fails, and only in what begins as an object.
 */
export function parseBody(body: string): unknown {
  return (
    parse(body) ?? (/^\s*\{/.test(body) ? parse(body.replace(STRINGS_AND_TOKENS, quoteToken)) : undefined)
  );
}

/** Texts, and whatever else stands between the signs of JSON; a name with the colon behind it. Takes linear time. */
const STRINGS_AND_TOKENS = /"[^"\\]*(?:\\.[^"\\]*)*"?|[^\s,:[\]{}"]+(?:\s*:)?/gs;
const JSON_VALUE = /^(?:null|true|false|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** A name without quotes stays as it is: such a body is no JSON with bad cells, but another language. */
function quoteToken(match: string): string {
  const isKept = match.startsWith('"') || match.endsWith(':') || JSON_VALUE.test(match);
  return isKept ? match : JSON.stringify(match);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
