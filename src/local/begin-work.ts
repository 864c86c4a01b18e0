import { FIRST_LANE } from '../core/lanes.ts';
import type { RunKey } from '../core/run.ts';
import { viewJob } from '../core/view.ts';
import { systemClock } from '../fetching/system-clock.ts';
import { endJob } from '../jobs/end-job.ts';
import { claimDispatch } from '../store/lease.ts';
import type { StoredJob } from '../store/read-job.ts';
import type { Work } from './choose-work.ts';
import type { Run } from './github/run.ts';
import type { OpenRedis } from './open-redis.ts';

/** What was begun: a job that is known already, or one that the run will make. */
export interface BegunWork {
  jobId: string | null;
  /** Null if somebody else is at work on the job. */
  run: Pick<Run, 'state'> | null;
  /** One sentence. */
  note: string;
}

export interface BeginPorts {
  github: { dispatchWorkflow(inputs: Readonly<Record<string, string>>): Pick<Run, 'state'> };
  redis: Pick<OpenRedis, 'kind' | 'redis'>;
}

/** Does what was chosen, by what the button *Run workflow* does. */
export async function beginWork(
  task: Exclude<Work['task'], { kind: 'none' }>,
  maxBatches: number | undefined,
  { github, redis }: BeginPorts,
): Promise<BegunWork> {
  if (task.kind === 'new') {
    // In a Redis of the user's own somebody may be at work on it.
    if (redis.kind === 'embedded') for (const stored of task.superseded) await cancel(stored, redis);
    return {
      jobId: null,
      run: github.dispatchWorkflow(task.inputs),
      note: `Starting a new job for ${task.universe}.`,
    };
  }
  const { job, facts, alive } = task.stored;
  const { batches } = viewJob(job, facts, alive);
  const how = `${job.id} is unfinished, at batch ${batches.completed}/${batches.total}`;
  if (redis.kind !== 'embedded') {
    // On the embedded Redis nobody else can be at work: a lease there is what a killed start has left.
    if (alive)
      return {
        jobId: job.id,
        run: null,
        note: `${how}, and a run is at work on it: this start looks on, and takes over if it stops.`,
      };
    if (!(await claimDispatch(redis.redis, callerOf(job.id))))
      return {
        jobId: job.id,
        run: null,
        note: `${how}, and somebody is just starting a run for it: this start looks on.`,
      };
  }
  const run = github.dispatchWorkflow({
    'job-id': job.id,
    ...(maxBatches !== undefined && { 'max-batches': String(maxBatches) }),
  });
  return { jobId: job.id, run, note: `${how}: going on with it.` };
}

function callerOf(jobId: string): RunKey {
  return { jobId, lane: FIRST_LANE, id: `npm-start-${process.pid}-${Date.now()}` };
}

async function cancel(stored: StoredJob, { redis }: BeginPorts['redis']): Promise<void> {
  const reason = 'A newer job was started by npm start -- --fresh.';
  await endJob(stored, { status: 'cancelled', reason }, 'npm start', { redis, clock: systemClock });
}
