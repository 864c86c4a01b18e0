import * as z from 'zod';
import { PROBLEMS } from '../problem-codes.ts';

/** RFC 9457, with `success`, `error` and `code`. */
export const problemSchema = z.object({
  success: z.literal(false),
  error: z.string().describe('One sentence: what is wrong, and what to do.'),
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(PROBLEMS)).describe('For programs.'),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).describe('Each field that is wrong.'),
  jobId: z.string().optional().describe('The job that was made before it went wrong, and can be continued.'),
});
export type ProblemReply = z.infer<typeof problemSchema>;
