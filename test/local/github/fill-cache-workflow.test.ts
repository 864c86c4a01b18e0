import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { GitHubStandIn } from '../../../src/local/github/stand-in.ts';
import { startStandIn } from './repository-fixture.ts';

// The shipped workflow, with an action that only tells what it was given.
const workflow = readFileSync(new URL('../../../.github/workflows/fill-cache.yml', import.meta.url), 'utf8');
const WATCHDOG = '53 */3 * * *';
const FILL = '23 17 * * 1-5';

const start = (vars = {}) =>
  startStandIn(workflow, {
    vars,
    secrets: { UPSTASH_REDIS_REST_URL: 'http://redis', UPSTASH_REDIS_REST_TOKEN: 't' },
  });

/** What the latest run was given, without what was empty. */
async function givenTo(standIn: GitHubStandIn) {
  await standIn.idle();
  const environment: Record<string, string> = JSON.parse(standIn.runs().at(-1)?.outputs.environment ?? '{}');
  const inputs = Object.entries(environment).filter(
    ([name, value]) => name.startsWith('INPUT_') && value !== '',
  );
  return Object.fromEntries(
    inputs.map(([name, value]) => [name.slice('INPUT_'.length).toLowerCase(), value]),
  );
}

const ALWAYS = { 'github-token': expect.any(String), say: 'nothing' };

test('the button makes a job that uses up its run', async () => {
  const standIn = await start();
  standIn.dispatchWorkflow(
    { 'ticker-source': 'custom', tickers: 'AAPL, MSFT', 'auto-continue': 'false' },
    'chain.yml',
  );
  expect(await givenTo(standIn)).toEqual({
    ...ALWAYS,
    command: 'run',
    'ticker-source': 'custom',
    tickers: 'AAPL, MSFT',
    'auto-continue': 'false',
    'max-batches': '0',
  });
});

test.each([
  ['nothing', {}, {}],
  ['0', { 'max-batches': '0' }, { 'max-batches': '0' }],
  ['3', { 'max-batches': '3' }, { 'max-batches': '3' }],
])(
  'the button with a job and max-batches %s goes on by the number of the job, or by this',
  async (_, more, given) => {
    const standIn = await start();
    standIn.dispatchWorkflow({ 'job-id': 'batch_job_1', ...more }, 'chain.yml');
    expect(await givenTo(standIn)).toEqual({ ...ALWAYS, command: 'run', 'job-id': 'batch_job_1', ...given });
  },
);

test('an event of the chain gives nothing, for the job has its options', async () => {
  const standIn = await start({ FILL_CACHE_TICKER_SOURCE: 'all' });
  standIn.dispatchRepository('fill-cache-batch', {
    v: 1,
    jobId: 'batch_job_1',
    lane: 1,
    hop: 3,
    reason: 'continue',
  });
  expect(await givenTo(standIn)).toEqual({ ...ALWAYS, command: 'run' });
  expect(standIn.runs()[0]?.title).toBe('batch_job_1, run 3, continue');
});

test('the name of a run shows its lane, and lanes run side by side', async () => {
  const standIn = await start();
  const happened: string[] = [];
  for (const what of ['run-started', 'run-finished'] as const)
    standIn.events.on(what, () => happened.push(what));
  for (const lane of [1, 2, 3])
    standIn.dispatchRepository('fill-cache-batch', {
      v: 1,
      jobId: 'batch_job_1',
      lane,
      hop: 1,
      reason: 'lane',
    });
  standIn.dispatchWorkflow({ 'job-id': 'batch_job_1', lane: '2' }, 'chain.yml');
  expect(await givenTo(standIn)).toMatchObject({ 'job-id': 'batch_job_1', lane: '2' });
  expect(standIn.runs().map(({ title }) => title)).toEqual([
    'batch_job_1, run 1, lane',
    'batch_job_1, lane 2, run 1, lane',
    'batch_job_1, lane 3, run 1, lane',
    'batch_job_1, lane 2, workflow_dispatch',
  ]);
  expect(happened.slice(0, 3)).toEqual(['run-started', 'run-started', 'run-started']);
});

test('the schedule fills what the variables of the repository say', async () => {
  const standIn = await start({ FILL_CACHE_TICKER_SOURCE: 'custom', FILL_CACHE_TICKERS: 'AAPL' });
  standIn.fireSchedule(FILL);
  const universe = { 'ticker-source': 'custom', tickers: 'AAPL' };
  expect(await givenTo(standIn)).toEqual({ ...ALWAYS, command: 'nightly', 'max-batches': '0', ...universe });
});

const NIGHTLY_VARIABLES = {
  FILL_CACHE_TICKERS: 'AAPL MSFT',
  FILL_CACHE_BATCH_SIZE: '10',
  FILL_CACHE_RANGE: 'max',
  FILL_CACHE_COMPRESS: 'gzip',
  FILL_CACHE_REFRESH_AFTER: '8h',
  FILL_CACHE_RETRY_FAILED_AFTER: '2d',
  FILL_CACHE_MAX_FAILED_PERCENT: '5',
  FILL_CACHE_REQUESTS_PER_SECOND: '2',
};
const NIGHTLY_INPUTS = Object.fromEntries(
  Object.entries(NIGHTLY_VARIABLES).map(([name, value]) => [
    name.slice('FILL_CACHE_'.length).toLowerCase().replaceAll('_', '-'),
    value,
  ]),
);

type Begin = (standIn: GitHubStandIn) => void;
const onButton =
  (command: string): Begin =>
  (standIn) =>
    standIn.dispatchWorkflow({ command }, 'chain.yml');

test.each<[string, string, Begin]>([
  ['the schedule', 'nightly', (standIn) => standIn.fireSchedule(FILL)],
  ['the watchdog', 'resume-stalled', (standIn) => standIn.fireSchedule(WATCHDOG)],
  ['nightly on the button', 'nightly', onButton('nightly')],
  ['resume-stalled on the button', 'resume-stalled', onButton('resume-stalled')],
])('%s takes the options of the nightly job from the variables', async (_, command, begin) => {
  const standIn = await start(NIGHTLY_VARIABLES);
  begin(standIn);
  expect(await givenTo(standIn)).toEqual({ ...ALWAYS, ...NIGHTLY_INPUTS, command, 'max-batches': '0' });
});

test('an input of the button comes before the variable, and a universe before all that name one', async () => {
  const standIn = await start({ ...NIGHTLY_VARIABLES, FILL_CACHE_TICKERS_FILE: 'mine.txt' });
  standIn.dispatchWorkflow({ command: 'nightly', 'ticker-source': 'all', range: '1y' }, 'chain.yml');
  const { tickers: _, ...others } = NIGHTLY_INPUTS;
  const given = { ...others, command: 'nightly', 'ticker-source': 'all', range: '1y', 'max-batches': '0' };
  expect(await givenTo(standIn)).toEqual({ ...ALWAYS, ...given });
});

test('a job that is no nightly one takes nothing from the variables', async () => {
  const standIn = await start(NIGHTLY_VARIABLES);
  standIn.dispatchWorkflow({}, 'chain.yml');
  expect(await givenTo(standIn)).toEqual({ ...ALWAYS, command: 'run', 'max-batches': '0' });
});

test('the heartbeat comes from the secret, or else from a variable', async () => {
  const standIn = await start({ FILL_CACHE_HEARTBEAT_URL: 'https://beat.example' });
  standIn.fireSchedule(FILL);
  expect(await givenTo(standIn)).toMatchObject({ 'heartbeat-url': 'https://beat.example' });
});

test('the watchdog only resumes', async () => {
  const standIn = await start();
  standIn.fireSchedule(WATCHDOG);
  expect(await givenTo(standIn)).toMatchObject({ command: 'resume-stalled' });
  expect(standIn.runs()[0]?.title).toBe('Watchdog');
});

test('the database and the price source reach the action by its environment', async () => {
  const standIn = await start({ YAHOO_FINANCE_URL: 'http://gateway' });
  const run = standIn.dispatchWorkflow({}, 'chain.yml');
  await standIn.idle();
  expect(JSON.parse(run.outputs.environment ?? '')).toMatchObject({
    UPSTASH_REDIS_REST_URL: 'http://redis',
    UPSTASH_REDIS_REST_TOKEN: 't',
    YAHOO_FINANCE_URL: 'http://gateway',
  });
});
