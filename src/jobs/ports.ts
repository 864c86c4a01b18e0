import type { Clock } from '../core/clock.ts';
import type { NoticeSettings } from '../notices/notice-settings.ts';
import type { PriceSource } from '../sources/price-source.ts';
import type { Redis } from '../store/redis.ts';
import type { RunStarter } from './run-starter.ts';

/** Everything outside that the use cases touch; each takes the part that it needs. */
export interface JobPorts {
  redis: Redis;
  source: PriceSource;
  starter: RunStarter;
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
  fetch: typeof globalThis.fetch;
  /** Origin instead of that of the public ticker lists. */
  tickerListUrl: string | undefined;
  /** Who is told of jobs. Of this run or this deployment alone: never stored. */
  notices: NoticeSettings;
  log(line: string): void;
}
