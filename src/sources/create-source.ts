import { createLazySource } from './lazy-source.ts';
import type { PriceSource } from './price-source.ts';
import type { YahooConfig } from './yahoo.ts';

/**
 * The price source that the environment names (`readEnvironment`): Yahoo, or what stands at its origin. Loaded when it
 * is first asked.
 */
export function createSource(config: YahooConfig): PriceSource {
  return createLazySource(async () => {
    const { createYahooSource } = await import('./yahoo.ts');
    return createYahooSource(config);
  });
}
