import * as z from 'zod/mini';
import { InputRefused } from '../core/input-refused.ts';
import { JOB_ID } from '../core/job.ts';
import { FIRST_LANE } from '../core/lanes.ts';
import { MOST_LANES } from '../core/option-limits.ts';

/** The `event_type` that the chain's workflow listens to. */
export const EVENT_TYPE = 'fill-cache-batch';

const SAID = {
  jobId: 'jobId must be an id such as batch_job_12345',
  lane: `lane must be a whole number from 1 to ${MOST_LANES}`,
  hop: 'hop must be a whole number from 1',
  reason: 'reason must be text of at most 100 characters',
};

/**
 * What one run tells the next. Versioned, because a chain runs the newest code of the default branch at each hop;
 * and hostile, because whoever may write to the repository may send it.
 */
const payloadSchema = z.object(
  {
    v: z.literal(1, 'v must be 1: the event is of another version of fill-cache'),
    jobId: z.string(SAID.jobId).check(z.regex(JOB_ID, SAID.jobId)),
    autoContinue: z.optional(z.boolean('autoContinue must be true or false')),
    lane: z._default(z.int(SAID.lane).check(z.gte(1, SAID.lane), z.lte(MOST_LANES, SAID.lane)), FIRST_LANE),
    /** None: the next free number. */
    hop: z.optional(z.int(SAID.hop).check(z.gte(1, SAID.hop), z.lte(1_000_000, SAID.hop))),
    reason: z.optional(z.string(SAID.reason).check(z.maxLength(100, SAID.reason))),
  },
  'it must be an object',
);

export type ChainEvent = z.infer<typeof payloadSchema>;

/** @throws {InputRefused} with one sentence if the payload is none of ours. */
export function parseChainEvent(payload: unknown): ChainEvent {
  const parsed = payloadSchema.safeParse(payload);
  if (parsed.success) return parsed.data;
  const missing = typeof payload !== 'object' || payload === null;
  const why = missing ? 'it has none' : (parsed.error.issues[0]?.message ?? 'it is of another form');
  throw new InputRefused(`client_payload of the event is not usable: ${why}.`);
}
