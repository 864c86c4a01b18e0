// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions for GitHub.
import { expect, test } from 'vitest';
import * as z from 'zod';
import { conclusions, dispatch, request, startStandIn, TOKEN } from './repository-fixture.ts';

const WORKFLOW = `
name: chain
on:
  workflow_dispatch: { inputs: { say: {}, kind: { type: choice, options: ['', a] } } }
  repository_dispatch: { types: [go] }
jobs: { fill: { runs-on: local, steps: [{ uses: ./, with: { say: '\${{ inputs.say }}' } }] } }
`;
const RunDetails = z.object({ workflow_run_id: z.int(), run_url: z.url(), html_url: z.url() });
const DISPATCHES = '/repos/local/fixture/dispatches';
const BUTTON = '/repos/local/fixture/actions/workflows/chain.yml/dispatches';

test.each([
  ['a wrong token', DISPATCHES, { event_type: 'go' }, 'wrong', 401, 'Bad credentials'],
  ['another repository', '/repos/local/other/dispatches', { event_type: 'go' }, TOKEN, 404, 'Not Found'],
  ['no event type', DISPATCHES, {}, TOKEN, 422, `Invalid request.\n\n"event_type" wasn't supplied.`],
  ['a long event type', DISPATCHES, { event_type: 'x'.repeat(101) }, TOKEN, 422, /Only 100 .* 101 were/],
  [
    'a payload that is no object',
    DISPATCHES,
    { event_type: 'go', client_payload: [] },
    TOKEN,
    422,
    /client_payload/,
  ],
  [
    'eleven properties',
    DISPATCHES,
    { event_type: 'go', client_payload: wide(11) },
    TOKEN,
    422,
    /No more than 10/,
  ],
  [
    'a large payload',
    DISPATCHES,
    { event_type: 'go', client_payload: { text: 'x'.repeat(65_536) } },
    TOKEN,
    422,
    /too large/,
  ],
  ['another branch', BUTTON, { ref: 'next' }, TOKEN, 422, 'No ref found for: next'],
  [
    'an unknown input',
    BUTTON,
    { ref: 'main', inputs: { hue: '1' } },
    TOKEN,
    422,
    /Unexpected inputs provided: ."hue"/,
  ],
  ['an input that is no string', BUTTON, { ref: 'main', inputs: { say: 1 } }, TOKEN, 422, /"inputs.say"/],
  ['an unknown workflow', BUTTON.replace('chain', 'x'), { ref: 'main' }, TOKEN, 404, 'Not Found'],
])('%s is refused and starts nothing', async (_, path, body, token, status, message) => {
  const standIn = await startStandIn(WORKFLOW);
  const answer = await request(standIn, 'POST', path, body, token);
  expect(answer.status).toBe(status);
  const refusal = await answer.json();
  expect(refusal).toMatchObject({ status: String(status), message: expect.stringMatching(message) });
  expect(standIn.runs()).toEqual([]);
});

test('a body that is not JSON is refused', async () => {
  const standIn = await startStandIn(WORKFLOW);
  const headers = { authorization: `token ${TOKEN}` };
  const answer = await fetch(standIn.url + DISPATCHES, { method: 'POST', headers, body: '{' });
  expect([answer.status, await answer.json()]).toMatchObject([400, { message: 'Problems parsing JSON' }]);
});

test('an event that nobody listens for is accepted and starts nothing', async () => {
  const standIn = await startStandIn(WORKFLOW);
  expect((await dispatch(standIn, null, 'unheard')).status).toBe(204);
  expect(standIn.runs()).toEqual([]);
});

test('the button answers with the run, which can be followed to its end', async () => {
  const standIn = await startStandIn(WORKFLOW);
  const body = { ref: 'main', inputs: { say: 'hello' }, return_run_details: true };
  const started = RunDetails.parse(await (await request(standIn, 'POST', BUTTON, body)).json());
  await standIn.idle();
  const [run] = standIn.runs();
  expect(run?.id).toBe(started.workflow_run_id);
  expect(run?.state).toEqual({ status: 'completed', conclusion: 'success' });
  expect(await (await fetch(started.html_url)).text()).toContain('hello');
});

test('the button answers 204 if no details are asked for', async () => {
  const standIn = await startStandIn(WORKFLOW);
  expect((await request(standIn, 'POST', BUTTON, { ref: 'main' })).status).toBe(204);
  await standIn.idle();
  expect(conclusions(standIn)).toEqual(['success']);
});

test('its workflow is described', async () => {
  const standIn = await startStandIn(WORKFLOW);
  const workflow = await request(standIn, 'GET', '/repos/local/fixture/actions/workflows/chain.yml');
  expect(await workflow.json()).toMatchObject({ name: 'chain', state: 'active' });
});

test('a run that is over cannot be cancelled', async () => {
  const standIn = await startStandIn(WORKFLOW);
  const run = standIn.dispatchWorkflow({}, 'chain.yml');
  await standIn.idle();
  const lines = run.log.length;
  run.cancel('somebody asked for it');
  expect([run.state, run.log.length]).toEqual([{ status: 'completed', conclusion: 'success' }, lines]);
});

function wide(properties: number) {
  return Object.fromEntries(Array.from({ length: properties }, (_, index) => [`property${index}`, index]));
}
