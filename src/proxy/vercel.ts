import { configFromEnvironment } from './environment.ts';
import { Problem, problemResponse } from './problem.ts';
import { createProxy, type FetchHandler } from './proxy.ts';

/** The function on Vercel: one proxy for all requests of an instance. */
export default { fetch: makeProxy(process.env) };

function makeProxy(env: NodeJS.ProcessEnv): FetchHandler {
  try {
    return createProxy(configFromEnvironment(env));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return async () => problemResponse(new Problem('not-configured', message));
  }
}
