import * as z from 'zod';
import type { Answers } from '../route.ts';

export const badgeAnswers: Answers = {
  200: { description: 'An SVG.', type: 'image/svg+xml', schema: z.string() },
};
