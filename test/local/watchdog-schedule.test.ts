import { expect, test } from 'vitest';
import { readWorkflows } from '../../src/local/github/workflow-file.ts';
import {
  COOLDOWN_MILLISECONDS,
  createWatchdogSchedule,
  problemOf,
  WATCHDOG_CRON,
} from '../../src/local/watchdog-schedule.ts';
import type { StoredJob } from '../../src/store/read-job.ts';
import { REPOSITORY_ROOT } from '../support/chain-stack.ts';
import { aJob, aRun, aStoredJob, NOON, someFacts } from '../support/job-fixtures.ts';

const begun = aJob({ startedAt: new Date(NOON).toISOString() });
const stalled: StoredJob = aStoredJob(begun);

function startSchedule() {
  const did: string[] = [];
  const state = { isAtWork: false };
  const schedule = createWatchdogSchedule({
    isAtWork: () => state.isAtWork,
    sendWatchdog: () => did.push('watchdog'),
    startRun: (jobId, seconds) => did.push(`run of ${jobId}${seconds ? `, ${seconds} s` : ''}`),
    report: (sentence) => did.push(sentence),
  });
  return { did, state, schedule };
}

const SAID = 'Nobody is at work on batch_job_12345: the watchdog looks after it in 60 s.';

test('the workflow has this watchdog', () => {
  const workflow = readWorkflows(REPOSITORY_ROOT).find(({ file }) => file === 'fill-cache.yml');
  expect(workflow?.on.schedule.map(({ cron }) => cron)).toContain(WATCHDOG_CRON);
  expect(JSON.stringify(workflow?.jobs)).toContain(
    `github.event.schedule == '${WATCHDOG_CRON}' && 'resume-stalled'`,
  );
});

test('a job that rests is reported at once, and the watchdog sent after a minute', () => {
  const { did, schedule } = startSchedule();
  for (const after of [0, 1_000, COOLDOWN_MILLISECONDS - 1]) schedule.tend(stalled, NOON + after);
  expect(did).toEqual([SAID]);
  schedule.tend(stalled, NOON + COOLDOWN_MILLISECONDS);
  expect(did).toEqual([SAID, 'watchdog']);
});

test('a job that never began gets a run', () => {
  const { did, schedule } = startSchedule();
  const pending = { ...stalled, job: aJob() };
  for (const after of [0, COOLDOWN_MILLISECONDS]) schedule.tend(pending, NOON + after);
  expect(did).toEqual([SAID, 'run of batch_job_12345']);
});

test.each<[string, Partial<StoredJob>]>([
  ['that somebody is at work on', { alive: true }],
  ['that is paused', { job: aJob({ startedAt: begun.startTime, pausedAt: begun.startTime }) }],
  ['that was stopped by its user', { facts: someFacts([], { runs: [aRun({ autoContinue: false })] }) }],
  [
    'whose source asked for a pause',
    { facts: someFacts([], { runs: [aRun({ notBefore: NOON + 3_600_000 })] }) },
  ],
])('a job %s is left alone', (_, given) => {
  const { did, schedule } = startSchedule();
  for (const after of [0, COOLDOWN_MILLISECONDS]) schedule.tend({ ...stalled, ...given }, NOON + after);
  expect(did).toEqual([]);
});

/** After a run that found a source which answers nobody: it may be asked again long before the watchdog goes on. */
const unanswered: StoredJob = {
  ...stalled,
  facts: someFacts([], { runs: [aRun({ notBefore: NOON + 300_000, pausedUntil: NOON + 5_000 })] }),
};

test('a job whose source answered nobody gets a second run after a minute, to see whether it stays so', () => {
  const { did, schedule } = startSchedule();
  schedule.runFailed({ problem: 'Seen most: 9 × HTTP 404.', dispatched: false });
  for (const after of [0, 6_000, COOLDOWN_MILLISECONDS + 6_000]) schedule.tend(unanswered, NOON + after);
  expect(did).toEqual([SAID, 'run of batch_job_12345, 30 s']);
});

test('the second run is short too when the source itself has asked for a pause, and that is over', () => {
  const { did, schedule } = startSchedule();
  schedule.runFailed({ problem: 'Seen most: 9 × HTTP 404.', dispatched: false });
  const refused = { ...stalled, facts: someFacts([], { runs: [aRun({ notBefore: NOON + 5_000 })] }) };
  for (const after of [0, 6_000, COOLDOWN_MILLISECONDS + 6_000]) schedule.tend(refused, NOON + after);
  expect(did).toEqual([SAID, 'run of batch_job_12345, 30 s']);
});

test('once two runs have found it so, the source is left alone for as long as the run said', () => {
  const { did, schedule } = startSchedule();
  for (let run = 0; run < 2; run++)
    schedule.runFailed({ problem: 'Seen most: 9 × HTTP 404.', dispatched: false });
  for (const after of [6_000, COOLDOWN_MILLISECONDS + 6_000]) schedule.tend(unanswered, NOON + after);
  expect(did).toEqual([]);
});

test('a run that is at work starts the minute anew', () => {
  const { did, state, schedule } = startSchedule();
  schedule.tend(stalled, NOON);
  state.isAtWork = true;
  schedule.tend(stalled, NOON + 1_000);
  state.isAtWork = false;
  for (const after of [2_000, COOLDOWN_MILLISECONDS + 1_999]) schedule.tend(stalled, NOON + after);
  expect(did).toEqual([SAID, SAID]);
});

/** A run that failed without a word, and started no other. */
const silent = { problem: null, dispatched: false };

test('seven runs that came to nothing are enough, but a batch between them counts anew', () => {
  const { schedule } = startSchedule();
  for (let run = 0; run < 6; run++) schedule.runFailed(silent);
  expect(schedule.stuckBecause).toBeNull();
  schedule.tend({ ...stalled, facts: someFacts([1]), alive: true }, NOON);
  for (let run = 0; run < 6; run++) schedule.runFailed(silent);
  expect(schedule.stuckBecause).toBeNull();
  schedule.runFailed(silent);
  expect(schedule.stuckBecause).toBe('Its runs fail and finish nothing.');
});

test.each([
  [['Redis refused a command: disk is full.', 'Redis refused a command: disk is full.'], true],
  [['batch_job_1 waited 3.5 s: no disk', 'batch_job_2 waited 12 s: no disk'], true],
  [['No batch was finished, the first in a row.', 'No batch was finished, the second in a row.'], true],
  [
    [
      'The price source refuses requests; 6 of 6 batches are left. Seen most: 23 × Yahoo answered 404: not here.',
      'This run finished no batch, the second in a row. Seen most: 9 × Yahoo answered 404: not here. Look whether it answers.',
    ],
    true,
  ],
  [
    ['Redis refused a command: ERR database or disk is full.', 'ENOSPC: no space left on device, write'],
    true,
  ],
  [['No batch. Seen most: 2 × HTTP 503.', 'No batch. Seen most: 2 × getaddrinfo ENOTFOUND.'], false],
  [['Redis does not answer.', 'GitHub refused the dispatch.'], false],
  [['Redis does not answer.', null, 'Redis does not answer.'], false],
])('of runs that failed with %j: the job is stuck (%j)', (problems, isStuck) => {
  const { schedule } = startSchedule();
  for (const problem of problems) schedule.runFailed({ problem, dispatched: true });
  expect(schedule.stuckBecause).toBe(isStuck ? problems.at(-1) : null);
});

test('the same problem counts anew after a batch', () => {
  const { schedule } = startSchedule();
  schedule.runFailed({ problem: 'No disk.', dispatched: false });
  schedule.tend({ ...stalled, facts: someFacts([1]), alive: true }, NOON);
  schedule.runFailed({ problem: 'No disk.', dispatched: false });
  expect(schedule.stuckBecause).toBeNull();
});

test('the problem of a run is what the action said last, not what its runner adds', () => {
  const log = [
    { level: 'error', text: 'Redis is full.' },
    { level: 'plain', text: 'bye' },
    { level: 'error', text: 'The step ./ exited with 1.' },
  ] as const;
  expect([problemOf({ log }), problemOf({ log: log.slice(1) })]).toEqual(['Redis is full.', null]);
});
