import { FIRST_LANE } from '../core/lanes.ts';
import { viewJob } from '../core/view.ts';
import { systemClock } from '../fetching/system-clock.ts';
import { endJob } from '../jobs/end-job.ts';
import { claimDispatch } from '../store/lease.ts';
import type { Work } from './choose-work.ts';
import type { Run } from './github/run.ts';
import type { OpenRedis } from './open-redis.ts';

/** What was begun: a job that is known already, or one that the run will make. */
export interface BegunWork {
  jobId: string | null;
  /** Null if somebody else is at work on the job. */
  run: Pick<Run, 'state' | 'log'> | null;
  note: string;
}

export interface BeginPorts {
  github: { dispatchWorkflow(inputs: Readonly<Record<string, string>>): Pick<Run, 'state' | 'log'> };
  redis: Pick<OpenRedis, 'kind' | 'redis'>;
}

/** Does what was chosen, by what the button *Run workflow* does. */
export async function beginWork(
  task: Exclude<Work['task'], { kind: 'none' }>,
  maxBatches: number | undefined,
  { github, redis: { kind, redis } }: BeginPorts,
): Promise<BegunWork> {
  if (task.kind === 'new') {
    const reason = 'A newer job was started by npm start -- --fresh.';
    // In a Redis of the user's own somebody may be at work on it.
    for (const stored of kind === 'embedded' ? task.superseded : [])
      await endJob(stored, { status: 'cancelled', reason }, 'npm start', { redis, clock: systemClock });
    const note = `Starting a new job for ${task.universe}.`;
    return { jobId: null, run: github.dispatchWorkflow(task.inputs), note };
  }
  const { job, facts, alive } = task.stored;
  const jobId = job.id;
  const { batches } = viewJob(job, facts, alive);
  const how = `${jobId} is unfinished, at batch ${batches.completed}/${batches.total}`;
  // On the embedded Redis nobody else can be at work: a lease there is what a killed start has left.
  if (kind !== 'embedded') {
    const others = `${how}, and a run is at work on it: this start looks on, and takes over if it stops.`;
    if (alive) return { jobId, run: null, note: others };
    const caller = { jobId, lane: FIRST_LANE, id: `npm-start-${process.pid}-${Date.now()}` };
    const note = `${how}, and somebody is just starting a run for it: this start looks on.`;
    if (!(await claimDispatch(redis, caller))) return { jobId, run: null, note };
  }
  const limit = maxBatches !== undefined && { 'max-batches': String(maxBatches) };
  const run = github.dispatchWorkflow({ 'job-id': jobId, ...limit });
  return { jobId, run, note: `${how}: going on with it.` };
}
