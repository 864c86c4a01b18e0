import type { Clock } from '../core/clock.ts';
import type { ChainEvent } from '../github/chain-event.ts';
import type { GitHub } from '../github/dispatch.ts';
import type { ActionInputs } from '../github/inputs.ts';
import type { PriceSource } from '../sources/price-source.ts';
import type { Redis } from '../store/redis.ts';

/** Everything outside that a run touches. */
export interface RunPorts {
  redis: Redis;
  source: PriceSource;
  github: GitHub;
  clock: Clock;
  /** From 0 to 1. */
  random: () => number;
  fetch: typeof globalThis.fetch;
  /** Origin in the place of the public ticker lists. */
  tickerListUrl: string | undefined;
  log(line: string): void;
}

/** What a run was started with. */
export interface RunRequest {
  inputs: ActionInputs;
  /** Of a `repository_dispatch`; null if somebody started this run by hand, by the schedule or over HTTP. */
  event: ChainEvent | null;
  runId: string;
  /** What it was started by, or why the run before started it. */
  cause: string;
  /** Aborted when GitHub cancels the run. */
  leave: AbortSignal;
}
