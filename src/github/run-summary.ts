import type { SourceName } from '../core/job.ts';
import type { JobView } from '../core/view.ts';

/** What the page of a run shows of it. Parts that are left out are not known, and are not shown. */
export interface RunSummary {
  view: JobView;
  /** What a person should know; the run is then red. */
  problem: string | null;
  /** Of this run alone. */
  run: {
    batches: number;
    dispatched: boolean;
    tickers?: number;
    seconds?: number;
    tickersPerSecond?: number;
  };
  /** In words, such as `S&P 500`. */
  universe?: string;
  /** The session that the job fills, `YYYY-MM-DD`. */
  session?: string | null;
  priceSource?: SourceName;
  /** Which lane of how many this run is; left out of a job with one. */
  lane?: { number: number; of: number };
  /** How long the whole job has taken so far. */
  jobSeconds?: number;
  /** ISO 8601, UTC; null if it has not ended. */
  endedAt?: string | null;
  /** When the watchdog looks at a stalled job, ISO 8601, UTC; null if it leaves it alone. */
  nextLook?: string | null;
  /** Tickers that lack a session in which they traded. */
  late?: readonly string[];
  /** How many documents have findings, by kind. */
  issues?: Readonly<Record<string, number>>;
  links?: readonly { text: string; url: string }[];
}
