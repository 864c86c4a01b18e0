import type { TickerFailure } from './job.ts';

/** A finished batch, whole: written again it is the same fact, or a newer one of the same batch. */
export interface BatchFact {
  /** From its first fetch to its last reply. */
  milliseconds: number;
  /** When it was finished; milliseconds since 1970. */
  at: number;
  /** The run that finished it, by its lane and its number in that lane. */
  lane: number;
  hop: number;
  failures: TickerFailure[];
  /** How many of its documents lacked a session in which they had traded; 0 in facts of earlier versions. */
  late: number;
}

/** Why a run started no further batch. */
export const RUN_ENDS = [
  'done',
  // What is left is in the hands of other lanes.
  'idle',
  'paused',
  'ended',
  'max-batches',
  'time-budget',
  // Written by earlier versions for a run that was told to be the last.
  'stopped',
  'signal',
  'refused',
  'too-many-failed',
  'error',
] as const;
export type RunEnd = (typeof RUN_ENDS)[number];

/** For each batch that was handed back, the attempts of each ticker that count towards `no-answer`. */
export type Tries = Record<string, Record<string, number>>;

/** What a run learned about the source, for the next run of its lane. */
export interface LearnedRate {
  /** Requests a second. */
  rate: number;
  /** The rate that was refused last, and when (milliseconds since 1970); null if nothing was refused lately. */
  refused: { rate: number; at: number } | null;
}

/** What a run records about itself; nobody else writes it. */
export interface RunRecord {
  lane: number;
  hop: number;
  /** What it was started by, or why the run before started it. */
  cause: string;
  /** False: it was told to be the last run of its lane. */
  autoContinue: boolean;
  /** Milliseconds since 1970; `until` is null while it runs, and for ever if it was killed. */
  from: number;
  until: number | null;
  reason: RunEnd | null;
  batches: number;
  tries: Tries;
  /** The source asked not to be called before; milliseconds since 1970. */
  notBefore: number | null;
  /**
   * The end of the pause that the source itself asked for, or that its refusals set; the rest until `notBefore` is this
   * run's own caution, and a run that comes earlier may ask. Absent in records of earlier versions.
   */
  pausedUntil?: number | null | undefined;
  /** What it learned about the rate of the source; earlier versions recorded the rate alone. */
  pace: LearnedRate | number | null;
}

/** The watchdog started a run of a lane, when so many batches were done. */
export interface Restart {
  lane: number;
  /** Milliseconds since 1970. */
  at: number;
  done: number;
}

/** All that is known of a job beyond its plan. Every figure that anyone sees is derived from it. */
export interface Facts {
  done: ReadonlyMap<number, BatchFact>;
  /** Lane → hop → id of the run that claimed it. */
  hops: ReadonlyMap<number, ReadonlyMap<number, string>>;
  /** Id of a run → its record. */
  runs: ReadonlyMap<string, RunRecord>;
  restarts: readonly Restart[];
}

/** The first hop of a lane that no run is known to have claimed. */
export function nextHop({ hops }: Facts, lane: number): number {
  return Math.max(0, ...(hops.get(lane)?.keys() ?? [])) + 1;
}

/** Whether any run has ever begun. */
export function hasBegun({ hops }: Facts): boolean {
  return hops.size > 0;
}

/** The record of the run that came last in a lane; null if none has written one. */
export function lastRun({ runs }: Facts, lane: number): RunRecord | null {
  return [...runs.values()]
    .filter((record) => record.lane === lane)
    .reduce<RunRecord | null>((last, record) => (last && last.hop >= record.hop ? last : record), null);
}

/** Until when the source may not be asked at all; milliseconds since 1970, null if it has not refused. */
export function pausedUntil({ notBefore, pausedUntil = notBefore }: RunRecord): number | null {
  return pausedUntil;
}

/** Tickers that failed in the batches that are done. */
export function failuresIn({ done }: Pick<Facts, 'done'>): TickerFailure[] {
  return [...done.values()].flatMap(({ failures }) => failures);
}

/** Of a job that has just been made. */
export function noFacts(): Facts {
  return { done: new Map(), hops: new Map(), runs: new Map(), restarts: [] };
}
