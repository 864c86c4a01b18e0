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
const commandList = z.array(command).nonempty();

/**
 * What an Upstash client asks for.
 *
 * @throws RequestRefused 400 if the body is not of the form that the path asks for, 405 for other methods
 */
export function parseRequest(method: string, url: URL, body: string): RestRequest {
  if (!['GET', 'HEAD', 'POST', 'PUT'].includes(method))
    throw new RequestRefused(405, `ERR method ${method} is not allowed`);
  if (method === 'POST' && url.pathname === '/pipeline')
    return { commands: parseBody(commandList, body, 'a JSON array of commands'), mode: 'pipeline' };
  if (method === 'POST' && url.pathname === '/multi-exec')
    return { commands: parseBody(commandList, body, 'a JSON array of commands'), mode: 'transaction' };
  if (url.pathname === '/')
    return { commands: [parseBody(command, body, 'a command as a JSON array')], mode: 'single' };
  return { commands: [commandInPath(url, body)], mode: 'single' };
}

const UNREADABLE = 'ERR failed to parse the request';

function parseBody<T>(schema: z.ZodType<T>, body: string, expected: string): T {
  const { success, data } = schema.safeParse(parseJson(body));
  if (success) return data;
  throw new RequestRefused(400, `${UNREADABLE}: ${expected} is expected, of strings and numbers`);
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new RequestRefused(400, `${UNREADABLE}: the body is not JSON`);
  }
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
