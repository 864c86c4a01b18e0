import { beforeEach, expect, test } from 'vitest';
import { endOf } from '../../src/core/job.ts';
import { type BeginPorts, beginWork } from '../../src/local/begin-work.ts';
import type { Work } from '../../src/local/choose-work.ts';
import { claimDispatch } from '../../src/store/lease.ts';
import { readJob, type StoredJob } from '../../src/store/read-job.ts';
import { createRedis, type Redis } from '../../src/store/redis.ts';
import { writeJob } from '../../src/store/write-job.ts';
import { aJob, aPlan, aStoredJob, someFacts } from '../support/job-fixtures.ts';
import { startEmbeddedRedis } from '../support/redis-servers.ts';

const stored: StoredJob = aStoredJob(aJob(), someFacts([1]));

let redis: Redis;
beforeEach(async () => {
  const face = await startEmbeddedRedis();
  redis = createRedis({ ...face, retries: 0 });
  await writeJob(redis, stored.job, aPlan());
  return () => face.close();
});

type Task = Exclude<Work['task'], { kind: 'none' }>;

async function begin(kind: 'embedded' | 'upstash', task: Task, maxBatches?: number) {
  const started: Readonly<Record<string, string>>[] = [];
  const github: BeginPorts['github'] = {
    dispatchWorkflow(inputs) {
      started.push(inputs);
      return { state: { status: 'queued' }, log: [] };
    },
  };
  const begun = await beginWork(task, maxBatches, { github, redis: { kind, redis } });
  return { note: begun.note, started };
}

test('an unfinished job goes on with a run of its own', async () => {
  const { note, started } = await begin('embedded', { kind: 'continue', stored }, 1);
  expect(started).toEqual([{ 'job-id': 'batch_job_12345', 'max-batches': '1' }]);
  expect(note).toBe('batch_job_12345 is unfinished, at batch 1/3: going on with it.');
});

test('on the embedded Redis a lease is what a killed start has left', async () => {
  const { started } = await begin('embedded', { kind: 'continue', stored: { ...stored, alive: true } });
  expect(started).toHaveLength(1);
});

test('in a database of your own a lease is somebody who is at work', async () => {
  const { note, started } = await begin('upstash', { kind: 'continue', stored: { ...stored, alive: true } });
  expect(started).toEqual([]);
  expect(note).toContain('a run is at work on it: this start looks on, and takes over if it stops.');
});

test('of two starts on the same database one begins a run', async () => {
  await claimDispatch(redis, { jobId: stored.job.id, lane: 1, id: 'the other' });
  const { note, started } = await begin('upstash', { kind: 'continue', stored });
  expect(started).toEqual([]);
  expect(note).toContain('somebody is just starting a run for it');
});

test.each([
  ['embedded', 'cancelled'],
  ['upstash', undefined],
] as const)('a new job on %s leaves the one that it makes pointless %s', async (kind, status) => {
  const inputs = { 'ticker-source': 'sp500' };
  const { note, started } = await begin(kind, {
    kind: 'new',
    universe: 'the S&P 500',
    inputs,
    superseded: [stored],
  });
  expect([started, note]).toEqual([[inputs], 'Starting a new job for the S&P 500.']);
  const after = await readJob(redis, stored.job.id);
  expect(after && endOf(after.job)?.status).toBe(status);
});
