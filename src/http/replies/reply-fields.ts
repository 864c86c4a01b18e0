import * as z from 'zod';
import { JOB_STATUSES } from '../../core/view.ts';

/** The run that was started for this request; left out if none was, or if GitHub does not name it. */
export const runField = z.strictObject({
  id: z.int().describe("GitHub's number of the run"),
  url: z.url().describe('its page'),
});

export const statusField = z.enum(JOB_STATUSES);

/** Counts of tickers, those that were known before included; the percentage has one decimal. */
export const progressField = z.strictObject({
  processed: z.int(),
  total: z.int(),
  percentage: z.number(),
  successful: z.int(),
  failed: z.int(),
  late: z
    .int()
    .optional()
    .describe(
      'whose documents lack a session that has ended, by what was known when each was fetched, or when the job ended; left out if none',
    ),
});
export type ProgressReply = z.infer<typeof progressField>;

/** Of a report on the tickers of a universe. */
export const sessionField = z.iso.date().describe('the last US session that the tickers can have');
export const asOfField = z.iso.datetime().describe('when this was read');

/** Of a list from which not all was taken. */
export const leftOutFields = {
  skipped: z
    .strictObject({ count: z.int(), first: z.array(z.string()) })
    .optional()
    .describe('values of the list that cannot be symbols, the first few by name; left out if there are none'),
  repeated: z
    .int()
    .optional()
    .describe('how many values were a ticker that the list already had; left out if none was'),
};
export type LeftOutReply = z.infer<z.ZodObject<typeof leftOutFields>>;
