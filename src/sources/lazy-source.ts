import type { PriceSource } from './price-source.ts';

/** A price source that is loaded when it is first asked: most requests never do, and it is half of what starts. */
export function createLazySource(load: () => Promise<PriceSource>): PriceSource {
  let loaded: Promise<PriceSource> | undefined;
  const source = () => {
    loaded ??= load();
    return loaded;
  };
  return {
    name: async () => (await source()).name(),
    prepare: async () => (await source()).prepare?.(),
    fetchHistory: async (ticker, range, signal) => (await source()).fetchHistory(ticker, range, signal),
  };
}
