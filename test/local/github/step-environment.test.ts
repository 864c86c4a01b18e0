// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions for GitHub.
import { expect, test } from 'vitest';
import {
  githubVariables,
  inputVariables,
  machineVariables,
  unexpectedInputs,
} from '../../../src/local/github/step-environment.ts';

const action = {
  inputs: {
    'job-id': { default: '' },
    'github-token': { default: '${{ github.token }}' },
    'two words': { default: '2' },
  },
  runs: { using: 'node24', main: 'index.js' },
} as const;
const contexts = { github: { token: 'secret', run_id: '7' } };

test('an input keeps its dashes, loses its spaces, and gets its default evaluated', () => {
  expect(inputVariables(action, { 'job-id': 'run ${{ github.run_id }}' }, contexts)).toEqual({
    'INPUT_JOB-ID': 'run 7',
    'INPUT_GITHUB-TOKEN': 'secret',
    INPUT_TWO_WORDS: '2',
  });
});

test('an input that is given empty stays empty', () => {
  expect(inputVariables(action, { 'github-token': '' }, contexts)['INPUT_GITHUB-TOKEN']).toBe('');
});

test('inputs that the action does not know are named', () => {
  expect(unexpectedInputs(action, { 'job-id': '', colour: 'red' })).toEqual(['colour']);
});

test('the token of the job is no variable of its own', () => {
  const files = {
    GITHUB_EVENT_PATH: '/run/event',
    GITHUB_OUTPUT: '/run/output',
    GITHUB_STEP_SUMMARY: '/run/summary',
    GITHUB_STATE: '/run/state',
    GITHUB_ENV: '/run/env',
    GITHUB_PATH: '/run/path',
    RUNNER_TEMP: '/run/temporary',
  };
  const variables = githubVariables({ ...contexts.github, event: {} }, files);
  expect(variables).toMatchObject({
    GITHUB_RUN_ID: '7',
    GITHUB_OUTPUT: '/run/output',
    GITHUB_ACTIONS: 'true',
  });
  expect(variables).not.toHaveProperty('GITHUB_TOKEN');
});

test('only what belongs to the machine is inherited', () => {
  const shell = {
    PATH: '/bin',
    https_proxy: 'http://proxy',
    UPSTASH_REDIS_REST_TOKEN: 'x',
    NODE_OPTIONS: '--x',
  };
  expect(machineVariables(shell)).toEqual({ PATH: '/bin', https_proxy: 'http://proxy' });
});
