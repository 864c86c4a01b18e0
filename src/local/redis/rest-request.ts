import * as z from 'zod';

export interface RestRequest {
  commands: string[][];
  mode: 'single' | 'pipeline' | 'transaction';
}

/** A request that never reaches the engine; the message is what Upstash's clients show. */
export class RestRefused extends Error {
  override readonly name = 'RestRefused';
  readonly status: 400 | 401 | 405;

  constructor(status: RestRefused['status'], message: string) {
    super(message);
    this.status = status;
  }
}

/** Redis knows text only: numbers and booleans become theirs. */
const word = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const command = z.array(word).nonempty();
const MODES: Readonly<Record<string, 'pipeline' | 'transaction'>> = {
  'POST /pipeline': 'pipeline',
  'POST /multi-exec': 'transaction',
};

/** @throws {RestRefused} 400 if the body is not of the form that the path asks for, 405 for other methods */
export function parseRequest(method: string, url: URL, body: string): RestRequest {
  if (!['GET', 'HEAD', 'POST', 'PUT'].includes(method))
    throw new RestRefused(405, `ERR method ${method} is not allowed`);
  const mode = MODES[`${method} ${url.pathname}`];
  if (mode)
    return { commands: parseBody(z.array(command).nonempty(), body, 'a JSON array of commands'), mode };
  const isBody = url.pathname === '/';
  const single = isBody ? parseBody(command, body, 'a command as a JSON array') : commandInPath(url, body);
  return { commands: [single], mode: 'single' };
}

function parseBody<T>(schema: z.ZodType<T>, body: string, expected: string): T {
  let reason = 'the body is not JSON';
  try {
    const json: unknown = JSON.parse(body);
    reason = `${expected} is expected, of strings and numbers`;
    return schema.parse(json);
  } catch {
    throw new RestRefused(400, `ERR failed to parse the request: ${reason}`);
  }
}

/** `POST /set/foo?EX=100` with a body: the words of the path, then the body, then the query. */
function commandInPath(url: URL, body: string): string[] {
  try {
    const path = url.pathname.slice(1).split('/').map(decodeURIComponent);
    const query = [...url.searchParams].filter(([name]) => name !== '_token').flat();
    return [...path, ...(body === '' ? [] : [body]), ...query];
  } catch (error) {
    throw new RestRefused(400, `ERR failed to parse the path: ${String(error)}`);
  }
}
