// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions for GitHub.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import {
  createGitHubStandIn,
  type GitHubStandIn,
  type GitHubStandInOptions,
} from '../../../src/local/github/stand-in.ts';

export const TOKEN = 'owner-token';

/** A stand-in on a repository of one workflow, `chain.yml`, and the action below; gone when the test ends. */
export async function startStandIn(
  workflow: string,
  options: Partial<GitHubStandInOptions> = {},
): Promise<GitHubStandIn> {
  const root = createRepository({ 'chain.yml': workflow });
  const standIn = await createGitHubStandIn({
    root,
    repository: 'local/fixture',
    token: TOKEN,
    runsFolder: join(root, 'runs'),
    historyFolder: join(root, 'history'),
    secrets: {},
    vars: {},
    env: {},
    ...options,
  });
  onTestFinished(() => standIn.close());
  return standIn;
}

export function createRepository(workflows: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'fill-cache-github-'));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  mkdirSync(join(root, '.github/workflows'), { recursive: true });
  for (const [file, text] of Object.entries(workflows))
    writeFileSync(join(root, '.github/workflows', file), text);
  writeFileSync(join(root, 'action.yml'), ACTION_FILE);
  writeFileSync(join(root, 'action.mjs'), ACTION);
  return root;
}

export function request(standIn: GitHubStandIn, method: string, path: string, body?: unknown, token = TOKEN) {
  const headers = { authorization: `Bearer ${token}` };
  return fetch(`${standIn.url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
}

export function dispatch(standIn: GitHubStandIn, clientPayload: unknown, type = 'go') {
  const body = { event_type: type, client_payload: clientPayload };
  return request(standIn, 'POST', '/repos/local/fixture/dispatches', body);
}

export const lines = (standIn: GitHubStandIn) =>
  standIn.runs().flatMap((run) => run.log.map(({ text }) => text));

export const conclusions = (standIn: GitHubStandIn) =>
  standIn.runs().map(({ state }) => (state.status === 'completed' ? state.conclusion : state.status));

const ACTION_FILE = `
inputs:
  say: { default: nothing }
  dispatch: {}
  wait: {}
  exit: {}
  github-token: { default: '\${{ github.token }}' }
runs: { using: node24, main: action.mjs }
`;

// Says what it was given, dispatches an event, and waits for a signal: `stubborn` stays at SIGINT, `deaf` at SIGTERM too.
const ACTION = `
import { appendFileSync, readFileSync } from 'node:fs';
const { INPUT_SAY, INPUT_DISPATCH, INPUT_WAIT, INPUT_EXIT, ...env } = process.env;
const event = JSON.parse(readFileSync(env.GITHUB_EVENT_PATH, 'utf8'));
console.log(INPUT_SAY);
appendFileSync(env.GITHUB_OUTPUT, 'environment<<END\\n' + JSON.stringify(process.env) + '\\nEND\\n');
appendFileSync(env.GITHUB_OUTPUT, 'event=' + JSON.stringify(event) + '\\n');
appendFileSync(env.GITHUB_STEP_SUMMARY, '# ' + INPUT_SAY);
if (INPUT_DISPATCH) {
  const body = JSON.stringify({ event_type: 'go', client_payload: JSON.parse(INPUT_DISPATCH) });
  const headers = { authorization: 'Bearer ' + env['INPUT_GITHUB-TOKEN'] };
  const answer = await fetch(env.GITHUB_API_URL + '/repos/' + env.GITHUB_REPOSITORY + '/dispatches', { method: 'POST', headers, body });
  console.log('dispatch answered ' + answer.status);
}
if (INPUT_WAIT) {
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => {
      console.log(signal);
      if (INPUT_WAIT !== 'deaf' && (INPUT_WAIT !== 'stubborn' || signal !== 'SIGINT')) process.exit();
    });
  setInterval(() => {}, 1000);
  console.log('waiting');
}
process.exitCode = Number(INPUT_EXIT);
`;
