import type { TickerSource } from '../core/job.ts';

export const MARKETS = ['yahoo', 'simulated'] as const;

/** What `npm start` was given; what was not given is absent, and the workflow's defaults hold. */
export interface Flags {
  source?: TickerSource;
  /** In Yahoo's spelling; for the source `custom` alone. */
  tickers?: string[];
  /** Fetch again what is cached, in a new job. */
  fresh: boolean;
  market?: (typeof MARKETS)[number];
  maxBatches?: number;
  /** Of a new job. */
  lanes?: number;
  /** Start no job. */
  idle: boolean;
  /** Of the HTTP API; 0 is any free one. */
  port: number;
  /** End when the job ends. */
  exit: boolean;
}
