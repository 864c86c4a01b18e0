import * as z from 'zod';
import type { Answers } from '../route.ts';

export const healthAnswers: Answers = {
  200: {
    description: 'All is well.',
    schema: z.strictObject({ success: z.literal(true), status: z.literal('ok') }),
    examples: [{ success: true, status: 'ok' }],
  },
};
