import { setImmediate } from 'node:timers/promises';
import type { PriceSource } from './price-source.ts';

/**
 * A price source that is loaded when it is first asked: most requests never do, and it is half of what starts. A request
 * to Redis that was made in the same moment is sent first, so that the source loads while Redis answers.
 */
export function createLazySource(load: () => Promise<PriceSource>): PriceSource {
  let loaded: Promise<PriceSource> | undefined;
  const source = () => {
    loaded ??= setImmediate().then(load);
    return loaded;
  };
  return {
    name: async () => (await source()).name(),
    prepare: async () => (await source()).prepare?.(),
    fetchHistory: async (...asked) => (await source()).fetchHistory(...asked),
  };
}
