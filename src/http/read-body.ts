import { Problem } from './problem.ts';

const LIMIT_BYTES = 1_048_576;

/** The JSON body of a request. @throws {Problem} 400, 413 or 415. */
export async function readBody(request: Request): Promise<unknown> {
  checkType(request.headers.get('content-type'));
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = text === '' ? 'The body is empty: send JSON.' : 'The body is no JSON.';
    throw new Problem('invalid-json', message, { issues: [{ path: '', message }], cause });
  }
}

/** `curl -d` sends JSON as a form, and no route takes a form. */
function checkType(header: string | null): void {
  const type = (header ?? 'application/json').split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json' || type === 'application/x-www-form-urlencoded') return;
  throw new Problem('unsupported-type', 'The body must be JSON: send Content-Type: application/json.', {
    headers: { accept: 'application/json' },
  });
}

/** Counted while it is read. `hono/body-limit` trusts `Content-Length`, which need not be true. */
async function readText(request: Request): Promise<string> {
  if (Number(request.headers.get('content-length')) > LIMIT_BYTES) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of request.body ?? []) {
      size += chunk.byteLength;
      if (size > LIMIT_BYTES) throw tooLarge();
      chunks.push(chunk);
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    if (error instanceof Problem) throw error;
    // The connection was cut, or the text is not UTF-8.
    const message = 'The body cannot be read: send whole JSON in UTF-8.';
    throw new Problem('invalid-json', message, { issues: [{ path: '', message }], cause: error });
  }
}

function tooLarge(): Problem {
  return new Problem('body-too-large', 'The body is over 1 MiB: split the tickers over several jobs.');
}
