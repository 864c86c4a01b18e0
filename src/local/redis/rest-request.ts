import * as z from 'zod';

export interface RestRequest {
  commands: string[][];
  mode: 'single' | 'pipeline' | 'transaction';
}

/** A request that never reaches the engine; the message is what Upstash's clients show. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Redis knows text only: numbers and booleans become theirs. */
const word = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const command = z.array(word).nonempty();

/**
 * What an Upstash client asks for.
 *
 * @throws RequestRefused 400 if the body is not of the form that the path asks for, 405 for other methods
 */
export function parseRequest(method: string, url: URL, body: string): RestRequest {
  if (!['GET', 'HEAD', 'POST', 'PUT'].includes(method))
    throw new RequestRefused(405, `ERR method ${method} is not allowed`);
  const mode = method === 'POST' ? MODES.get(url.pathname) : undefined;
  if (mode)
    return { commands: parseBody(z.array(command).nonempty(), body, 'a JSON array of commands'), mode };
  const isBody = url.pathname === '/';
  const single = isBody ? parseBody(command, body, 'a command as a JSON array') : commandInPath(url, body);
  return { commands: [single], mode: 'single' };
}

const MODES = new Map([
  ['/pipeline', 'pipeline' as const],
  ['/multi-exec', 'transaction' as const],
]);

function parseBody<T>(schema: z.ZodType<T>, body: string, expected: string): T {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch {
    throw new RequestRefused(400, 'ERR failed to parse the request: the body is not JSON');
  }
  const { data, error } = schema.safeParse(json);
  if (!error) return data;
  const reason = `${expected} is expected, of strings and numbers`;
  throw new RequestRefused(400, `ERR failed to parse the request: ${reason}`);
}

/** `POST /set/foo?EX=100` with a body: the words of the path, then the body, then the query. */
function commandInPath(url: URL, body: string): string[] {
  try {
    const path = url.pathname.slice(1).split('/').map(decodeURIComponent);
    const query = [...url.searchParams].filter(([name]) => name !== '_token').flat();
    return [...path, ...(body === '' ? [] : [body]), ...query];
  } catch (error) {
    throw new RequestRefused(400, `ERR failed to parse the path: ${String(error)}`);
  }
}
