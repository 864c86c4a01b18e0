import { count, type Tally } from './tally.ts';

/** Tickers that are fetched at the same time. */
const UNDER_WAY_TICKERS = 5;
/** Those that are committed together, and those under way. */
const GROUP_TICKERS = 100 + UNDER_WAY_TICKERS;

/** Faults that end no run and keep none from writing what it has: they explain nothing that was done twice. */
const HARMLESS = [
  /^github /,
  /^a receiver /,
  /^two watchdogs /,
  /^a record of another job /,
  /^redis takes no such size$/,
];

/** What a story says of its repetitions. */
export interface Repetition {
  /** Answers beyond the first of each ticker. */
  again: number;
  /** Of the job. */
  tickers: number;
  /** How often each kind of fault has struck. */
  faults: Tally;
  lanes: number;
  /** What each run has printed. */
  logs: readonly string[];
}

/**
 * What was done twice must have a cause: a fault that ends a run, or keeps it from writing, costs at most the group that
 * it had in its hands, and so does each run that met one of another lane. A request of a story has 3 s of ours: once in
 * each run the machine may be too busy for it, and what was under way is asked for again.
 *
 * @returns how many answers no fault and no meeting explains, and what is wrong if the machine does not either.
 */
export function auditRepetition({ again, tickers, faults, lanes, logs }: Repetition): {
  unexplained: number;
  wrong: string[];
} {
  const causes = [...faults].filter(([kind]) => !HARMLESS.some((harmless) => harmless.test(kind)));
  const struck = causes.reduce((sum, [, times]) => sum + times, 0);
  const met = lanes === 1 ? 0 : meetings(logs);
  const explained = Math.min(GROUP_TICKERS, tickers) * (struck + met);
  const unexplained = Math.max(0, again - explained);
  const isWrong = unexplained > UNDER_WAY_TICKERS * logs.length;
  const words = `${again} answers came twice, of at most ${explained} after ${struck} faults and ${met} meetings`;
  return { unexplained, wrong: isWrong ? [words] : [] };
}

/** Runs that have finished a batch which a run before them has finished too. */
function meetings(logs: readonly string[]): number {
  const finished: Tally = new Map();
  const batches = logs.map((log) =>
    [...log.matchAll(/✅ Completed batch (\d+)\//g)].map(([, batch = '']) => batch),
  );
  for (const ofRun of batches) for (const batch of new Set(ofRun)) count(finished, batch);
  const shared = batches.filter((ofRun) => ofRun.some((batch) => (finished.get(batch) ?? 0) > 1));
  return Math.max(0, shared.length - 1);
}
