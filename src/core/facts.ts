import type { TickerFailure } from './job.ts';

/** A finished batch, whole: written again it is the same fact, or a newer one of the same batch. */
export interface BatchFact {
  /** From its first fetch to its last answer. */
  milliseconds: number;
  /** When it was finished; milliseconds since 1970. */
  at: number;
  /** The run that finished it, by its number in the chain. */
  hop: number;
  failures: TickerFailure[];
}

/** Why a run took no further batch. */
export const RUN_ENDS = [
  'done',
  'paused',
  'ended',
  'max-batches',
  'time-budget',
  'stopped',
  'signal',
  'refused',
  'too-many-failed',
  'error',
] as const;
export type RunEnd = (typeof RUN_ENDS)[number];

/** For each batch that was handed back, the attempts of each ticker that count towards `no-answer`. */
export type Tries = Record<string, Record<string, number>>;

/** What a run says of itself; nobody else writes it. */
export interface RunRecord {
  hop: number;
  /** What it was started by, or why the run before started it. */
  cause: string;
  lane: number;
  /** Milliseconds since 1970; `until` is null while it runs, and for ever if it was killed. */
  from: number;
  until: number | null;
  reason: RunEnd | null;
  batches: number;
  tries: Tries;
  /** The source asked not to be called before; milliseconds since 1970. */
  notBefore: number | null;
  /** Requests a second at the end; null without a limit. */
  pace: number | null;
}

/** The watchdog started a run, when so many batches were done. */
export interface Restart {
  /** Milliseconds since 1970. */
  at: number;
  done: number;
}

/** All that is known of a job beyond its plan. Every figure that anyone sees is derived from it. */
export interface Facts {
  done: ReadonlyMap<number, BatchFact>;
  /** Hop → id of the run that took it. */
  hops: ReadonlyMap<number, string>;
  /** Id of a run → its record. */
  runs: ReadonlyMap<string, RunRecord>;
  restarts: readonly Restart[];
}
