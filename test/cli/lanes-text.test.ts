import { expect, test } from 'vitest';
import { jobsReplySchema, statusReplySchema } from '../../src/cli/replies.ts';
import { listText, statusDetails } from '../../src/cli/reply-texts.ts';

const progress = { processed: 60, total: 100, percentage: 60, successful: 60, failed: 0 };
const listed = { status: 'running', tickerSource: 'custom', startTime: '2026-11-24T17:00:00.000Z', progress };

function aStatus(lanes: unknown) {
  return statusReplySchema.parse({
    success: true,
    jobId: 'batch_job_12345',
    status: 'running',
    message: 'Processing batch 13 of 20.',
    progress: { ...progress, estimatedTimeRemaining: 40 },
    batches: { total: 20, completed: 12, remaining: 8 },
    failedTickers: [],
    lanes,
    stalled: null,
  });
}

test('the status of a job says what each of several lanes does', () => {
  const status = aStatus([
    { lane: 1, state: 'working', batches: 7 },
    { lane: 2, state: 'absent', batches: 0 },
    { lane: 3, state: 'starting', batches: 5 },
  ]);
  expect(statusDetails(status, String)).toContain(
    'Lanes, with the batches of each: 1 working (7), 2 absent (0), 3 starting (5).',
  );
});

test.each([[[{ lane: 1, state: 'working', batches: 7 }]], [[]], [undefined]])(
  'of one lane it says nothing: %j',
  (lanes) => {
    expect(statusDetails(aStatus(lanes), String)).not.toContain('Lane');
  },
);

test('the list says how many lanes a job has, if it has several', () => {
  const jobs = [
    { ...listed, jobId: 'batch_job_1', lanes: 4 },
    { ...listed, jobId: 'batch_job_2' },
  ];
  const [one, other] = listText(jobsReplySchema.parse({ success: true, jobs })).split('\n');
  expect(one).toMatch(/0 failed {2}4 lanes$/);
  expect(other).toMatch(/0 failed$/);
});
