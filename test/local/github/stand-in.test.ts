// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions for GitHub.
import { once } from 'node:events';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { GitHubStandIn } from '../../../src/local/github/stand-in.ts';
import { conclusions, dispatch, lines, request, startStandIn } from './repository-fixture.ts';

const workflow = (step: string, more = '') => `
name: chain
run-name: \${{ github.event.client_payload.name || github.event_name }}
on:
  workflow_dispatch: { inputs: { say: {} } }
  repository_dispatch: { types: [go] }
  schedule: [{ cron: '23 17 * * 1-5' }]
permissions: { contents: write }
${more}
jobs: { fill: { runs-on: local, steps: [{ uses: actions/checkout@v6 }, ${step}] } }
`;
const ACTION = workflow('{ uses: ./ }');
const WAITING = workflow('{ uses: ./, with: { wait: "${{ github.event.client_payload.wait || true }}" } }');

const GROUP = 'concurrency: { group: one, queue: max }';

/** Resolves when so many runs have said that they wait. */
function untilWaiting(standIn: GitHubStandIn, count = 1) {
  const waiting = () => lines(standIn).filter((line) => line === 'waiting').length;
  return vi.waitUntil(() => waiting() >= count, { interval: 5, timeout: 10_000 });
}

test('each trigger starts the action, and its event lies in the event file', async () => {
  const standIn = await startStandIn(ACTION);
  standIn.dispatchWorkflow({ say: 'hi' }, 'chain.yml');
  standIn.fireSchedule('23 17 * * 1-5');
  await dispatch(standIn, { name: 'dispatched' });
  await standIn.idle();
  expect(standIn.runs().map(({ title }) => title)).toEqual(['workflow_dispatch', 'schedule', 'dispatched']);
  expect(standIn.runs().map(({ outputs }) => JSON.parse(outputs.event ?? ''))).toMatchObject([
    { inputs: { say: 'hi' } },
    { schedule: '23 17 * * 1-5' },
    { action: 'go', client_payload: { name: 'dispatched' } },
  ]);
});

test('the action gets its inputs, its env and what GitHub tells, and nothing of the shell', async () => {
  vi.stubEnv('UPSTASH_REDIS_REST_URL', 'http://of-the-shell');
  onTestFinished(() => void vi.unstubAllEnvs());
  const step = '{ uses: ./, with: { say: "${{ vars.WORD }}" }, env: { KEY: "${{ secrets.KEY }}" } }';
  const standIn = await startStandIn(workflow(step), {
    vars: { WORD: 'hi' },
    secrets: { KEY: 's3cret' },
    env: { MORE: '1' },
  });
  const run = standIn.dispatchWorkflow({}, 'chain.yml');
  await standIn.idle();
  const environment = JSON.parse(run.outputs.environment ?? '');
  expect(environment).toMatchObject({ INPUT_SAY: 'hi', INPUT_WAIT: '', KEY: 's3cret', MORE: '1' });
  expect(environment).toMatchObject({
    GITHUB_REPOSITORY: 'local/fixture',
    GITHUB_RUN_ID: String(run.id),
    GITHUB_API_URL: standIn.url,
  });
  expect(environment).not.toHaveProperty('UPSTASH_REDIS_REST_URL');
  expect(run.summary).toBe('# hi');
});

test('a secret in the output of the action is hidden', async () => {
  const step = '{ uses: ./, with: { say: "key ${{ secrets.KEY }}" } }';
  const standIn = await startStandIn(workflow(step), { secrets: { KEY: 's3cret' } });
  standIn.dispatchWorkflow({}, 'chain.yml');
  await standIn.idle();
  expect(lines(standIn)).toEqual(['key ***']);
});

test('a run starts the next one with the token of its job, until none asks for more', async () => {
  const next = '{ uses: ./, with: { dispatch: "${{ github.event.client_payload.next }}" } }';
  const standIn = await startStandIn(workflow(next));
  await dispatch(standIn, { name: '1', next: '{ "name": "2", "next": "{ \\"name\\": \\"3\\" }" }' });
  await standIn.idle();
  expect(standIn.runs().map(({ title }) => title)).toEqual(['1', '2', '3']);
  expect(conclusions(standIn)).toEqual(['success', 'success', 'success']);
});

test('a workflow that does not ask for contents: write cannot dispatch', async () => {
  const text = workflow('{ uses: ./, with: { dispatch: "{}" } }').replace(
    'contents: write',
    'contents: read',
  );
  const standIn = await startStandIn(text);
  standIn.fireSchedule('23 17 * * 1-5');
  await standIn.idle();
  expect(lines(standIn)).toContain('dispatch answered 403');
});

test('the token of a job dies with it', async () => {
  const standIn = await startStandIn(ACTION);
  const run = standIn.dispatchWorkflow({}, 'chain.yml');
  await standIn.idle();
  const { 'INPUT_GITHUB-TOKEN': token } = JSON.parse(run.outputs.environment ?? '');
  const path = '/repos/local/fixture/actions/workflows/chain.yml';
  const answer = await request(standIn, 'GET', path, undefined, token);
  expect(answer.status).toBe(401);
});

test.each([
  ['an exit code', '{ uses: ./, with: { exit: 3 } }', 'The step ./ exited with 3.'],
  ['an unknown action', '{ uses: other/action@v1 }', /other\/action@v1 is not known to the stand-in/],
  ['an unknown context', '{ uses: ./, with: { say: "${{ nothing.here }}" } }', /nothing\.here/],
])('%s is a failure that says why', async (_, step, message) => {
  const standIn = await startStandIn(workflow(step));
  standIn.dispatchWorkflow({}, 'chain.yml');
  await standIn.idle();
  expect(conclusions(standIn)).toEqual(['failure']);
  expect(lines(standIn).at(-1)).toMatch(message);
});

test('a killed process is a failure, and the next run of the group starts', async () => {
  const standIn = await startStandIn(WAITING + GROUP);
  await dispatch(standIn, {});
  await dispatch(standIn, {});
  await untilWaiting(standIn);
  process.kill(standIn.runs()[0]?.processId ?? Number.NaN, 'SIGKILL');
  await untilWaiting(standIn, 2);
  expect(conclusions(standIn)).toEqual(['failure', 'in_progress']);
  expect(lines(standIn)).toContain('The step ./ was ended by SIGKILL.');
});

test('a run that is cancelled gets SIGINT and may leave by itself', async () => {
  const standIn = await startStandIn(WAITING);
  const run = standIn.dispatchWorkflow({}, 'chain.yml');
  await untilWaiting(standIn);
  run.cancel('somebody asked for it');
  expect(await run.finished).toBe('cancelled');
  expect(lines(standIn).at(-1)).toBe('SIGINT');
});

test('a run that stays is sent SIGTERM', async () => {
  const standIn = await startStandIn(WAITING, { cancelDelays: { untilTerminate: 20, untilKill: 60_000 } });
  await dispatch(standIn, { wait: 'stubborn' });
  await untilWaiting(standIn);
  await standIn.close();
  expect(lines(standIn).slice(-2)).toEqual(['SIGINT', 'SIGTERM']);
});

test('a run that stays even then is killed', async () => {
  const standIn = await startStandIn(WAITING, { cancelDelays: { untilTerminate: 20, untilKill: 20 } });
  await dispatch(standIn, { wait: 'deaf' });
  await untilWaiting(standIn);
  await standIn.close();
  expect(conclusions(standIn)).toEqual(['cancelled']);
});

test('a job that exceeds its timeout-minutes is cancelled', async () => {
  const standIn = await startStandIn(
    WAITING.replace('runs-on: local', 'runs-on: local, timeout-minutes: 0.005'),
  );
  standIn.dispatchWorkflow({}, 'chain.yml');
  await standIn.idle();
  expect(conclusions(standIn)).toEqual(['cancelled']);
  expect(lines(standIn).join()).toContain('the job fill has worked for 0.005 minutes');
});

test('closing ends the run at work, drops those that wait, and starts nothing more', async () => {
  const standIn = await startStandIn(WAITING + GROUP);
  await dispatch(standIn, {});
  await dispatch(standIn, {});
  await untilWaiting(standIn);
  standIn.events.on('run-started', () => expect.unreachable());
  const closed = standIn.close();
  expect(standIn.fireSchedule('23 17 * * 1-5')).toEqual([]);
  await closed;
  expect(conclusions(standIn)).toEqual(['cancelled', 'cancelled']);
});

test('a job whose condition is not met is skipped', async () => {
  const standIn = await startStandIn(
    ACTION.replace('runs-on: local', 'runs-on: local, if: github.event.schedule'),
  );
  standIn.dispatchWorkflow({}, 'chain.yml');
  standIn.fireSchedule('23 17 * * 1-5');
  await standIn.idle();
  expect(conclusions(standIn)).toEqual(['skipped', 'success']);
});

test('a concurrency group that uses a context that it may not is a failure at the start', async () => {
  const standIn = await startStandIn(`${ACTION}\nconcurrency: { group: "\${{ env.NAME }}" }`);
  standIn.dispatchWorkflow({}, 'chain.yml');
  await standIn.idle();
  expect(conclusions(standIn)).toEqual(['startup_failure']);
});

test('starts and ends of runs are told', async () => {
  const standIn = await startStandIn(ACTION);
  const told = ['run-started', 'run-finished'] as const;
  const events = Promise.all(told.map((name) => once(standIn.events, name)));
  const run = standIn.dispatchWorkflow({}, 'chain.yml');
  expect(await events).toEqual([[run], [run]]);
  expect(run.state).toEqual({ status: 'completed', conclusion: 'success' });
});
