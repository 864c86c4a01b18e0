import type { Facts, RunEnd } from '../core/facts.ts';
import { helpFrom, laneOfBatch, SILENCE_MILLISECONDS, waitedSince } from '../core/lane-work.ts';
import { type Leases, lanesFor, otherLanes } from '../core/lanes.ts';
import { pendingBatches } from '../core/pending-batches.ts';
import type { Run } from '../core/run.ts';
import type { FetchReport } from '../fetching/fetch-plan.ts';
import { lookAround } from '../store/probe.ts';
import { readDoneFacts } from '../store/read-job.ts';
import { type JobSignals, readSignals, writeHelp } from '../store/signals.ts';
import type { JobPorts } from './ports.ts';

/** A sign of help counts for a minute. */
const ANNOUNCE_MILLISECONDS = 30_000;
/** While a lane waits it reads so often what is done: one command, and the last that it needs of what the others did. */
const READ_MILLISECONDS = 7_000;

/** What a run knows while it works. */
export interface RunProgress {
  /** All that is done, as far as this run knows: before it, by itself, and by other lanes. */
  readonly done: Set<number>;
  /** What all lanes have written, if this run waited until all is done; else null. */
  all: Facts['done'] | null;
  /** The other lanes that had a lease when this run looked last. */
  others: readonly number[];
  /** What people, and other lanes, have said last. */
  signals: JobSignals;
  /** A reason of the job, not of this run, to stop; null if there is none. */
  stopReason(): RunEnd | null;
  isHelped(): boolean;
  /** Fetches these batches, but for those that turn out to be done, within what is left of the run's limits. */
  fetch(batches: readonly number[], asHelper?: boolean): Promise<FetchReport>;
}

interface LaneWork {
  /** Of the run; milliseconds since 1970. */
  deadline: number;
  cancelSignal: AbortSignal;
  ports: Pick<JobPorts, 'redis' | 'clock'>;
}

/**
 * The work of one lane of several: its own share first; then, with what is done read anew before each step, a part of
 * what the others have left. While all that is left is in their hands it waits for them: whoever sees that nothing is
 * left ends the job, and what a dead lane has left is taken over.
 */
export async function fetchAsLane(run: Run, progress: RunProgress, work: LaneWork): Promise<FetchReport> {
  const { job, facts, lane } = run;
  const { redis, clock } = work.ports;
  const lanes = lanesFor(job).length;
  const share = pendingBatches(job, facts).filter((batch) => laneOfBatch(batch, lanes) === lane);
  const silences = createSilences(lanes, facts);
  let report = await progress.fetch(share);
  while (report.reason === 'done') {
    const around = await lookAround(redis, job.id);
    for (const batch of around.done) progress.done.add(batch);
    progress.others = otherLanes(around.leases, lane);
    const left = pendingBatches(job, { ...facts, done: progress.done });
    const open = left.filter((batch) => report.tries[batch] === undefined);
    const stopped = stopReason(progress, work);
    if (stopped || open.length === 0) return { ...report, reason: stopped ?? 'done' };
    const now = clock.now();
    const others = silences.of(around.leases, lane, open, now);
    const help = helpFrom({ lane, lanes, batchSize: job.options.batchSize, open, others });
    // What this run has handed back is for the next run of this lane, which need not wait for the others.
    if (help.length === 0 && open.length < left.length) return report;
    if (help.length === 0 && now >= work.deadline) return { ...report, reason: 'idle' };
    if (help.length > 0) {
      await announce(now);
      report = merged(report, await progress.fetch(help, true));
    } else if (await isOverBy(now + SILENCE_MILLISECONDS)) return report;
  }
  return report;

  /** Waits until nothing is left, or so long that the others have had time to do what they have in hand. */
  async function isOverBy(time: number): Promise<boolean> {
    const end = Math.min(time, work.deadline);
    while (clock.now() < end && !work.cancelSignal.aborted) {
      const pause = Math.min(READ_MILLISECONDS, end - clock.now());
      await clock.sleep(pause, work.cancelSignal).catch(() => undefined);
      const done = await readDoneFacts(redis, job.id);
      if (done.size === job.totalBatches) {
        progress.all = done;
        return true;
      }
    }
    progress.signals = await readSignals(redis, job);
    return false;
  }

  /** So that the others look, with each commit, what is done of their shares. */
  async function announce(now: number): Promise<void> {
    const { helpedAt } = progress.signals;
    if (helpedAt !== null && Math.abs(now - helpedAt) < ANNOUNCE_MILLISECONDS) return;
    await writeHelp(redis, job.id, new Date(now).toISOString());
  }
}

function stopReason(progress: RunProgress, { cancelSignal }: LaneWork): RunEnd | null {
  return cancelSignal.aborted ? 'signal' : progress.stopReason();
}

/**
 * For how long nothing has come from the share of each lane; milliseconds. Whoever was silent for too long stays so, for
 * what comes from that share then is the work of its helpers, until another run takes the lane over.
 */
function createSilences(lanes: number, facts: Facts) {
  const seen = new Map<number, { holder: string | undefined; open: number; since: number }>();
  return {
    of(leases: Leases, lane: number, open: readonly number[], now: number): Map<number, number> {
      return new Map(
        otherLanes(leases, lane).map((other) => {
          const holder = leases.get(other);
          const left = open.filter((batch) => laneOfBatch(batch, lanes) === other).length;
          const before = seen.get(other);
          const isSilent = before?.holder === holder && now - (before?.since ?? now) >= SILENCE_MILLISECONDS;
          const isUnchanged = before?.holder === holder && before?.open === left;
          const known = waitedSince(facts, { lane, other, holder, lanes }) ?? now;
          const first = before ? now : Math.min(now, known);
          const since = before && (isSilent || isUnchanged) ? before.since : first;
          seen.set(other, { holder, open: left, since });
          return [other, now - since];
        }),
      );
    },
  };
}

function merged(before: FetchReport, after: FetchReport): FetchReport {
  return {
    ...after,
    tries: { ...before.tries, ...after.tries },
    cause: after.cause ?? before.cause,
    learned: after.learned ?? before.learned,
  };
}
