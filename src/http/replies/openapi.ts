import * as z from 'zod';
import type { Answers } from '../route.ts';

export const openApiAnswers: Answers = {
  200: { description: 'OpenAPI 3.1.', schema: z.looseObject({ openapi: z.literal('3.1.0') }) },
};
