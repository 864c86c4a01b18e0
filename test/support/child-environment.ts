import { fileURLToPath } from 'node:url';

/** Where Node keeps what it has compiled, also for the next run of the tests. */
const NODE_COMPILE_CACHE = fileURLToPath(
  new URL('../../node_modules/.cache/fill-cache-compiled', import.meta.url),
);

/** Of the Node processes that tests start: what makes their starts cheap. */
export const NODE_ENVIRONMENT = {
  NODE_COMPILE_CACHE,
  NODE_OPTIONS: `--import ${new URL('./baseline-wasm.mjs', import.meta.url).href}`,
};

/**
 * What Node processes that tests start get of our environment. There are some four hundred: with the cache the bundle costs
 * 0.13 s of CPU instead of 0.16 each time, and a start of the sources 0.4 s instead of 0.7.
 */
export function childEnvironment(): { PATH: string | undefined } & typeof NODE_ENVIRONMENT {
  return { PATH: process.env.PATH, ...NODE_ENVIRONMENT };
}
