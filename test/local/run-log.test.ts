import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import type { Run } from '../../src/local/github/run.ts';
import type { GitHubStandIn } from '../../src/local/github/stand-in.ts';
import { createRunLog } from '../../src/local/run-log.ts';
import { createFakeClock } from '../support/fake-clock.ts';

type KnownRun = Pick<Run, 'event' | 'outputs'>;

const never = new AbortController().signal;
const button = (inputs: Record<string, string>): Run['event'] => ({
  name: 'workflow_dispatch',
  file: 'fill-cache.yml',
  inputs,
});
const made = (jobId: string): KnownRun => ({ event: button({}), outputs: { 'job-id': jobId } });

function startLog(keeps: boolean, runs: KnownRun[] = []) {
  const events: GitHubStandIn['events'] = new EventEmitter();
  const clock = createFakeClock();
  const runLog = createRunLog({ github: { events, runs: () => runs }, clock }, { keeps });
  return { runLog, events, clock, runs };
}

test.each<[string, KnownRun, string | null]>([
  ['has made its job', made('batch_job_1'), 'batch_job_1'],
  ['has made none yet', { event: button({}), outputs: {} }, null],
  ['goes on by the button', { event: button({ 'job-id': 'batch_job_1' }), outputs: {} }, 'batch_job_1'],
  [
    'goes on by the chain',
    {
      event: {
        name: 'repository_dispatch',
        type: 'fill-cache-batch',
        clientPayload: { jobId: 'batch_job_1' },
      },
      outputs: {},
    },
    'batch_job_1',
  ],
  ['is a watchdog', { event: { name: 'schedule', cron: '53 */3 * * *' }, outputs: {} }, null],
])('a run that %s', (_, run, jobId) => {
  expect(startLog(false, [run]).runLog.jobId).toBe(jobId);
});

test.each([
  [false, 'batch_job_2'],
  [true, 'batch_job_1'],
])('whether it stays with its first job (%j)', (keeps, jobId) => {
  const { runLog, runs } = startLog(keeps);
  runLog.expect('batch_job_1');
  expect(runLog.jobId).toBe('batch_job_1');
  runs.push(made('batch_job_2'));
  expect(runLog.jobId).toBe(jobId);
});

test('a job that goes on after its end has not ended', () => {
  const { runLog, runs } = startLog(true, [made('batch_job_1')]);
  runLog.markEnded();
  expect(runLog.hasEnded).toBe(true);
  runs.push(made('batch_job_1'));
  expect(runLog.hasEnded).toBe(false);
});

test('it waits for the time, a run that ends or the end of the stack, whichever comes first', async () => {
  const { runLog, events, clock } = startLog(false);
  const stop = new AbortController();
  const timed = runLog.waitForMore(1_000, never);
  await clock.advance(1_000);
  await timed;
  const ended = runLog.waitForMore(60_000, never);
  events.emit('run-finished', Object.create(null));
  await ended;
  const stopped = runLog.waitForMore(60_000, stop.signal);
  stop.abort();
  await stopped;
  await runLog.waitForMore(60_000, stop.signal);
  expect(clock.waiting).toBe(0);
});
