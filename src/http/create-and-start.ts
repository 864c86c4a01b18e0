import { createHash } from 'node:crypto';
import type { Job, TickerSource } from '../core/job.ts';
import { completeOptions, type GivenOptions } from '../core/options.ts';
import type { StartedRun } from '../github/start-workflow.ts';
import { runInputs } from '../github/start-workflow.ts';
import { callerId } from '../jobs/caller-id.ts';
import { createJob, newJobId } from '../jobs/create-job.ts';
import { startRun } from '../jobs/start-run.ts';
import { endJob } from '../store/end-job.ts';
import { recall, remember } from '../store/idempotency.ts';
import { readJob } from '../store/read-job.ts';
import { removeJob } from '../store/remove-job.ts';
import { loadUniverse } from '../tickers/universe.ts';
import { type ApiPorts, requireWorkflow } from './api-ports.ts';
import { Problem } from './problem.ts';
import { toProblem } from './to-problem.ts';

/** What a caller wants a job for. */
export interface StartRequest {
  tickerSource: TickerSource;
  /** Of `custom`, as `readTickers` gives them. */
  tickers?: string[] | undefined;
  options: GivenOptions;
  refresh?: boolean;
  retryOf?: string;
  /** Whether to start its first run. */
  start: boolean;
}

export interface MadeJob {
  job: Job;
  /** Null if none was started, or if GitHub does not say which. */
  run: StartedRun | null;
}

/**
 * Makes a job and starts its first run. A job with nothing to do is completed at once.
 *
 * @throws {Problem} that holds the id of the job, if it was made and its run could not be started.
 */
export async function makeAndStart(wish: StartRequest, request: Request, ports: ApiPorts): Promise<MadeJob> {
  if (wish.start) requireWorkflow(ports);
  const key = idempotencyKey(request);
  const asked = digestOf(JSON.stringify(wish));
  const earlier = key === null ? null : await recall(ports.redis, key);
  if (earlier) return again(earlier, asked, wish, ports);
  const job = await make(wish, ports);
  if (key !== null) {
    const stored = await remember(ports.redis, key, { jobId: job.id, request: asked });
    if (stored.jobId !== job.id) {
      await removeJob(ports.redis, job.id);
      return again(stored, asked, wish, ports);
    }
  }
  return start(job, wish, ports);
}

async function make(
  { tickerSource, tickers, options, refresh, retryOf }: StartRequest,
  ports: ApiPorts,
): Promise<Job> {
  const { redis, source, clock, random, fetch, tickerListUrl, log } = ports;
  const now = clock.now();
  const [universe, priceSource] = await Promise.all([
    loadUniverse({ source: tickerSource, tickers, now: new Date(now), fetch, origin: tickerListUrl }),
    source.name(),
  ]);
  log(universe.note);
  return createJob(
    redis,
    newJobId(now, random),
    {
      tickerSource,
      tickers: universe.tickers,
      priceSource,
      options: completeOptions(options),
      ...(refresh === undefined ? {} : { refresh }),
      ...(retryOf === undefined ? {} : { retryOf }),
    },
    now,
  );
}

async function start(job: Job, wish: StartRequest, ports: ApiPorts): Promise<MadeJob> {
  const by = callerId(ports);
  if (job.totalBatches === 0) {
    const at = new Date(ports.clock.now()).toISOString();
    const { cached: successful, knownFailed: failed } = job;
    await endJob(ports.redis, job, { status: 'completed', by, at, successful, failed });
    return { job, run: null };
  }
  if (!wish.start) return { job, run: null };
  try {
    const workflow = requireWorkflow(ports);
    const result = await startRun(job, by, ports, () => workflow.start(runInputs(job)));
    return { job, run: result.kind === 'started' ? result.run : null };
  } catch (error) {
    throw toProblem(error, { jobId: job.id });
  }
}

/** The same request once more: the same job; its run is started if that has not come about yet. */
async function again(
  earlier: { jobId: string; request: string },
  asked: string,
  wish: StartRequest,
  ports: ApiPorts,
): Promise<MadeJob> {
  if (earlier.request !== asked) {
    throw new Problem(
      'idempotency-key-reused',
      'This Idempotency-Key was used for another request: choose a new one.',
    );
  }
  const stored = await readJob(ports.redis, earlier.jobId);
  if (!stored) {
    throw new Problem(
      'idempotency-key-reused',
      'The job of this Idempotency-Key is gone from Redis: choose a new one.',
    );
  }
  const { job, facts, alive } = stored;
  const isUntouched = !job.end && !alive && facts.hops.size === 0;
  return isUntouched ? start(job, wish, ports) : { job, run: null };
}

/** A digest, so that a key of any form is a key of Redis of one form. */
function idempotencyKey({ headers, url }: Request): string | null {
  const key = headers.get('idempotency-key');
  if (key === null) return null;
  if (/^[\x21-\x7e]{1,255}$/.test(key)) return digestOf(`${new URL(url).pathname} ${key}`);
  const message = 'must be 1 to 255 printable characters without spaces';
  throw new Problem('invalid-field', `Idempotency-Key ${message}.`, {
    issues: [{ path: 'Idempotency-Key', message }],
  });
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
