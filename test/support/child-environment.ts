import { fileURLToPath } from 'node:url';

/** Where Node keeps what it has compiled, also for the next run of the tests. */
export const NODE_COMPILE_CACHE = fileURLToPath(
  new URL('../../node_modules/.cache/fill-cache-compiled', import.meta.url),
);

/**
 * What Node processes that tests start get of our environment. There are some two thousand: with the cache the bundle
 * costs 0.13 s of CPU instead of 0.16 each time, and a start of the sources 0.4 s instead of 0.7.
 */
export function childEnvironment(): { PATH: string | undefined; NODE_COMPILE_CACHE: string } {
  return { PATH: process.env.PATH, NODE_COMPILE_CACHE };
}
