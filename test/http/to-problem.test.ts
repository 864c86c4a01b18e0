import { expect, test } from 'vitest';
import { problemResponse } from '../../src/http/problem.ts';
import { toProblem } from '../../src/http/to-problem.ts';
import { textsSchema } from '../../src/store/fields.ts';
import { JobUnreadable } from '../../src/store/job-unreadable.ts';
import { toRedisError } from '../../src/store/redis-error.ts';
import { badGateway, mayNotStart, tooManyStarts } from '../support/scripted-workflow.ts';

const redis = (said: string) => toRedisError(new Error(said), 'https://me:a-secret@eu1.upstash.io');

test.each([
  ['Redis that is away', redis('fetch failed'), 503, 'redis-unavailable'],
  ['Redis that does not know the token', redis('WRONGPASS invalid token'), 503, 'redis-unavailable'],
  ['Redis that is full', redis('ERR max requests limit exceeded. Limit: 500000'), 503, 'redis-unavailable'],
  ['a key of another type', redis('WRONGTYPE Operation against a key'), 503, 'redis-unavailable'],
  ['a record that is damaged', new JobUnreadable('batch_job_1', null), 503, 'redis-unavailable'],
  ['a record of somebody else', textsSchema.safeParse(1).error, 503, 'redis-unavailable'],
  ['GitHub that refuses', mayNotStart, 502, 'github-refused'],
  ['GitHub that has had enough', tooManyStarts, 429, 'github-limit'],
  ['GitHub that fails', badGateway, 502, 'github-unreachable'],
  ['anything else', new Error('a-secret'), 500, 'internal'],
])('%s is a problem of its own', async (_, error, status, code) => {
  const response = problemResponse(toProblem(error, { jobId: 'batch_job_1' }));
  const text = await response.text();
  expect([response.status, JSON.parse(text)]).toMatchObject([
    status,
    { success: false, code, status, jobId: 'batch_job_1' },
  ]);
  expect(text).not.toContain('a-secret');
});
