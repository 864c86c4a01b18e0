import * as z from 'zod/mini';
import type { Job } from '../core/job.ts';
import { isPaused, stateFrom } from '../core/view.ts';
import { foundTextsSchema } from './fields.ts';
import { endField } from './job-record.ts';
import { KEYS } from './keys.ts';
import type { Command, Redis, Reply } from './redis.ts';

/** What people, and its other lanes, have told a job since its run last looked. */
export interface JobSignals {
  paused: boolean;
  ended: boolean;
  /** When somebody last asked for its status; milliseconds since 1970, null if nobody has. */
  polledAt: number | null;
  /** When a lane last said that it helps the others; milliseconds since 1970, null if none has. */
  helpedAt: number | null;
}

export const NO_SIGNALS: JobSignals = { paused: false, ended: false, polledAt: null, helpedAt: null };

const signalsSchema = foundTextsSchema.check(z.length(5));

/** One command, read with a commit. */
export function signalsCommand({ id, reopened }: Pick<Job, 'id' | 'reopened'>): Command {
  return ['HMGET', KEYS.job(id), 'pausedAt', 'resumedAt', endField(reopened), 'polledAt', 'helpedAt'];
}

export function parseSignals(reply: Reply | undefined): JobSignals {
  const [pausedAt = null, resumedAt = null, end, polledAt = null, helpedAt = null] =
    signalsSchema.parse(reply);
  return {
    paused: isPaused({ state: stateFrom(null, pausedAt, resumedAt, null) }),
    ended: end !== null,
    polledAt: polledAt === null ? null : Date.parse(polledAt),
    helpedAt: helpedAt === null ? null : Date.parse(helpedAt),
  };
}

/** One command, for a run that commits nothing meanwhile. */
export async function readSignals(redis: Redis, job: Pick<Job, 'id' | 'reopened'>): Promise<JobSignals> {
  const [reply] = await redis.pipeline([signalsCommand(job)]);
  return parseSignals(reply);
}

/** The other lanes notice at their next commit that one helps them. @param at ISO 8601, UTC. */
export async function writeHelp(redis: Redis, jobId: string, at: string): Promise<void> {
  await redis.pipeline([['HSET', KEYS.job(jobId), 'helpedAt', at]]);
}
