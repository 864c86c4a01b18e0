import * as z from 'zod';
import type { Answers } from '../route.ts';

export const watchdogAnswers: Answers = {
  200: {
    description: 'The jobs for which a run was started, and whether the workflow was switched on again.',
    schema: z.strictObject({
      success: z.literal(true),
      resumed: z.array(z.string()),
      workflowEnabled: z.literal(true).optional(),
    }),
    examples: [{ success: true, resumed: ['batch_job_12345'] }],
  },
};
