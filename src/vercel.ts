import { createApp, type FetchHandler } from './http/app.ts';
import { configFromEnvironment } from './http/environment.ts';
import { Problem, problemResponse } from './http/problem.ts';

/** The function on Vercel: one proxy for all requests of an instance. */
export default { fetch: makeProxy(process.env) };

function makeProxy(env: NodeJS.ProcessEnv): FetchHandler {
  try {
    return createApp(configFromEnvironment(env));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return async () => problemResponse(new Problem('not-configured', message));
  }
}
