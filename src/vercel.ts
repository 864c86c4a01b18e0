import { createAppFromEnvironment } from './http/environment.ts';

/** The function on Vercel: one app for all requests of an instance. */
export default { fetch: createAppFromEnvironment(process.env) };
