import * as z from 'zod';
import { TICKER_SOURCES } from '../../core/job.ts';
import { NIGHTLY_STATES } from '../../core/nightly-schedule.ts';
import type { Answers } from '../route.ts';
import { asOfField, sessionField } from './reply-fields.ts';

const nightlySchema = z
  .strictObject({
    session: z.iso.date().describe('the last US session that has ended'),
    due: z.iso.datetime().describe('when the schedule starts the job of that session'),
    state: z
      .enum(NIGHTLY_STATES)
      .describe(
        'came: there is a job of that session; expected: two hours after its time it is overdue; ' +
          'unexpected: none came, and none in the week before either',
      ),
    jobId: z.string().nullable().describe('null if none came'),
    begun: z.iso.datetime().nullable().describe('when it was made; null if none came'),
    next: z.iso.datetime().describe('when the schedule starts the next one'),
    nextLook: z.iso.datetime().describe('when the watchdog looks next; it makes a job that is overdue'),
  })
  .describe('the nightly job of the last session; left out where a universe is named');
export type NightlyReply = z.infer<typeof nightlySchema>;

const freshnessSchema = z.strictObject({
  success: z.literal(true),
  session: sessionField,
  universe: z.enum(TICKER_SOURCES),
  total: z.int().describe('tickers; each is fresh, late, failed or missing'),
  fresh: z.int().describe('holds the session, or did not trade in it'),
  late: z.int().describe('has a document that lacks the session'),
  failed: z.int().describe('lacks the session, and it is known why'),
  missing: z.int().describe('has no document, and was not asked for'),
  oldest: z.iso.date().nullable().describe('the earliest of the newest rows; null if there is no document'),
  nightly: nightlySchema.optional(),
  asOf: asOfField,
});

const EXAMPLE: z.infer<typeof freshnessSchema> = {
  success: true,
  session: '2026-11-25',
  universe: 'sp500',
  total: 503,
  fresh: 498,
  late: 3,
  failed: 2,
  missing: 0,
  oldest: '2026-11-24',
  nightly: {
    session: '2026-11-25',
    due: '2026-11-25T22:23:00.000Z',
    state: 'came',
    jobId: 'batch_job_12345',
    begun: '2026-11-25T22:26:40.000Z',
    next: '2026-11-27T22:23:00.000Z',
    nextLook: '2026-11-26T08:53:00.000Z',
  },
  asOf: '2026-11-26T06:00:00.000Z',
};

export const freshnessAnswers: Answers = {
  200: { description: 'The numbers.', schema: freshnessSchema, examples: [EXAMPLE] },
  304: { description: 'They are the same.', schema: z.null() },
};
