import type { Answers } from '../route.ts';
import { STARTED_EXAMPLE, startedSchema } from './start.ts';

export const retryAnswers: Answers = {
  200: {
    description: 'The job was made and started.',
    schema: startedSchema,
    examples: [{ ...STARTED_EXAMPLE, jobId: 'batch_job_12346', retryOf: 'batch_job_12345' }],
  },
};
