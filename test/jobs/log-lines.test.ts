import { expect, test } from 'vitest';
import { viewJob } from '../../src/core/view.ts';
import { LOG_LINES } from '../../src/jobs/log-lines.ts';
import { aFact, aFailure, aJob, someFacts } from '../support/job-fixtures.ts';

const job = aJob({ toProcess: 4_500, cached: 500 });
const tickers = ['AAPL', 'MSFT', 'GOOGL', 'AMZN', 'TSLA'];
const failures = Array.from({ length: 50 }, (_, index) => aFailure(`Z${index}`));
const done = Array.from(
  { length: 900 },
  (_, index) => [index + 1, aFact(index === 0 ? { failures } : {})] as const,
);

test.each([
  [LOG_LINES.creating(job.id, 5_000), '🚀 Creating batch job batch_job_12345 for 5000 tickers'],
  [LOG_LINES.processing(job), '📦 Processing 4500 missing tickers in 900 batches of 5'],
  [
    LOG_LINES.batchTaken(job, 251, tickers),
    '🔄 Processing batch 251/900 for job batch_job_12345: [AAPL, MSFT, GOOGL, AMZN, TSLA]',
  ],
  [LOG_LINES.batchCompleted(job, 251, 2_340), '✅ Completed batch 251/900 for job batch_job_12345 in 2.3s'],
  [LOG_LINES.continuing(job.id), '🔄 Auto-continuing to next batch for job batch_job_12345...'],
  [
    LOG_LINES.completed(viewJob(job, someFacts(done), false)),
    '🎉 Batch job batch_job_12345 completed! 4450 successful, 50 failed',
  ],
])('people search their logs for: %s', (line, documented) => {
  expect(line).toBe(documented);
});
