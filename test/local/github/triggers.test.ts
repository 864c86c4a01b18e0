import { expect, test } from 'vitest';
import { completeInputs, listens, typeInputs } from '../../../src/local/github/triggers.ts';
import { readWorkflows, type Workflow } from '../../../src/local/github/workflow-file.ts';
import { createRepository } from './repository-fixture.ts';

function workflow(on: string): Workflow {
  const [read] = readWorkflows(createRepository({ 'chain.yml': `on: ${on}\njobs: {}` }));
  if (!read) throw new Error('no workflow was read');
  return read;
}

test.each([
  ['{ repository_dispatch: { types: [go] } }', 'go', true],
  ['{ repository_dispatch: { types: [stop] } }', 'go', false],
  ['repository_dispatch', 'go', true],
  ['push', 'go', false],
])('on: %s hears the event type %s: %s', (on, type, hears) => {
  expect(listens(workflow(on), { name: 'repository_dispatch', type, clientPayload: null })).toBe(hears);
});

test('a schedule hears its own cron alone', () => {
  const scheduled = workflow("{ schedule: [{ cron: '23 17 * * 1-5' }] }");
  expect(listens(scheduled, { name: 'schedule', cron: '23 17 * * 1-5' })).toBe(true);
  expect(listens(scheduled, { name: 'schedule', cron: '0 0 * * *' })).toBe(false);
});

const WITH_INPUTS = `{ workflow_dispatch: { inputs: {
  source: { type: choice, options: ['', all] }, name: { required: true }, size: { default: 5 }, now: { type: boolean } } } }`;

test('inputs that were not given get their defaults, or are empty', () => {
  const completed = completeInputs(workflow(WITH_INPUTS), { name: 'x' });
  expect(completed).toEqual({ inputs: { source: '', name: 'x', size: '5', now: '' } });
});

test.each([
  [{ name: 'x', colour: 'red', shape: 'round' }, 'Unexpected inputs provided: ["colour","shape"]'],
  [{}, "Required input 'name' not provided"],
  [
    { name: 'x', source: 'some' },
    "Provided value 'some' for input 'source' not in the list of allowed values",
  ],
  [{ name: 'x', now: 'yes' }, "Provided value 'yes' for input 'now' not in the list of allowed values"],
])('the inputs %j are refused', (given, refusal) => {
  expect(completeInputs(workflow(WITH_INPUTS), given)).toEqual({ refusal });
});

test('a workflow without the button is refused', () => {
  expect(completeInputs(workflow('push'), {})).toEqual({
    refusal: "Workflow does not have 'workflow_dispatch' trigger",
  });
});

test('a boolean input is a boolean in the context', () => {
  const event = {
    name: 'workflow_dispatch',
    file: 'chain.yml',
    inputs: { name: 'x', now: 'false' },
  } as const;
  expect(typeInputs(workflow(WITH_INPUTS), event)).toEqual({ name: 'x', now: false });
});
