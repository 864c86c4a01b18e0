import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { GitHubStandIn } from '../../src/local/github/stand-in.ts';
import { createRunLog } from '../../src/local/run-log.ts';

const never = new AbortController().signal;
const line = (text: string) => ({ level: 'plain', text }) as const;

test.each([
  ['🚀 Creating batch job batch_job_1 for 3 tickers', 'batch_job_1'],
  ['🔄 Processing batch 1/2 for job batch_job_1: [AAPL]', 'batch_job_1'],
  ['✅ Completed batch 1/2 for job batch_job_1 in 0.1s', null],
  ['📦 Processing 3 missing tickers in 1 batches of 5', null],
  ['batch_job_1 was stalled: a run was started for it.', null],
])('%s', (text, jobId) => {
  const ear = createRunLog({ keeps: false });
  ear.hear(line(text));
  expect(ear.jobId).toBe(jobId);
});

test.each([
  [false, 'batch_job_2'],
  [true, 'batch_job_1'],
])('whether it stays with its first job (%j)', (keeps, jobId) => {
  const ear = createRunLog({ keeps });
  ear.expect('batch_job_1');
  ear.hear(line('🚀 Creating batch job batch_job_2 for 3 tickers'));
  expect(ear.jobId).toBe(jobId);
});

test('a job that goes on after its end has not ended', () => {
  const ear = createRunLog({ keeps: true });
  ear.expect('batch_job_1');
  ear.markEnded();
  expect(ear.hasEnded).toBe(true);
  ear.hear(line('🔄 Processing batch 2/2 for job batch_job_1: [AAPL]'));
  expect(ear.hasEnded).toBe(false);
});

test('it waits for the time, a run that ends or the wish to stop, whichever comes first', async () => {
  const ear = createRunLog({ keeps: false });
  const events: GitHubStandIn['events'] = new EventEmitter();
  const stop = new AbortController();
  ear.listenTo({ events });
  await ear.waitForMore(1, never);
  const ended = ear.waitForMore(60_000, never);
  events.emit('run-finished', Object.create(null));
  await ended;
  const stopped = ear.waitForMore(60_000, stop.signal);
  stop.abort();
  await stopped;
  await ear.waitForMore(60_000, stop.signal);
});
