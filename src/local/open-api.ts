import { createApp } from '../http/app.ts';
import { configFromEnvironment } from '../http/environment.ts';
import { type ServedApi, serveApi } from './serve-api.ts';

/** The port of the HTTP API cannot be had. */
class PortTaken extends Error {
  override readonly name = 'PortTaken';

  constructor(port: number, cause: unknown) {
    const reason = hasCode(cause, 'EADDRINUSE') ? 'another program has it' : 'this user may not';
    super(
      `Port ${port} cannot be had for the HTTP API (${reason}): give another one by --port, or --port 0 for any free one.`,
      { cause },
    );
  }
}

export interface LocalApiConfig {
  port: number;
  /** What a deployment would find in its environment. */
  env: NodeJS.ProcessEnv;
  log(line: string): void;
}

/** Serves the HTTP API on loopback, where nobody needs a token. @throws {PortTaken} */
export async function openLocalApi({ port, env, log }: LocalApiConfig): Promise<ServedApi> {
  const app = createApp({ ...configFromEnvironment({ ...env, FILL_CACHE_ALLOW_ANONYMOUS: '1' }), log });
  try {
    return await serveApi(app, { port, log });
  } catch (error) {
    if (hasCode(error, 'EADDRINUSE') || hasCode(error, 'EACCES')) throw new PortTaken(port, error);
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
