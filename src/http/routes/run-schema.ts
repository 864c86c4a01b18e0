import * as z from 'zod';

/** The run that was started for this request; left out if none was, or if GitHub does not say which. */
export const runSchema = z.strictObject({
  id: z.int().describe("GitHub's number of the run"),
  url: z.url().describe('its page'),
});
