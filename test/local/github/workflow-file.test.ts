import { expect, test } from 'vitest';
import { FileUnreadable, readJobs, readWorkflows } from '../../../src/local/github/workflow-file.ts';
import { createRepository } from './repository-fixture.ts';

const JOBS = 'jobs: { fill: { runs-on: local, steps: [{ uses: ./ }] } }';

function read(text: string) {
  const [workflow] = readWorkflows(createRepository({ 'chain.yml': text }));
  if (!workflow) throw new Error('no workflow was read');
  return workflow;
}

test.each(['on: workflow_dispatch', 'on: [workflow_dispatch]', 'on: { workflow_dispatch: }'])(
  '%s listens for the button',
  (on) => {
    expect(read(`${on}\n${JOBS}`).on.workflow_dispatch).toEqual({ inputs: {} });
  },
);

test('all workflow files of the folder are read, and nothing else', () => {
  const root = createRepository({
    'b.yaml': `on: push\n${JOBS}`,
    'a.yml': `on: push\n${JOBS}`,
    'notes.md': 'x',
  });
  expect(readWorkflows(root).map(({ file }) => file)).toEqual(['a.yml', 'b.yaml']);
});

test('a file without jobs is refused by its name', () => {
  expect(() => read('on: push')).toThrow(FileUnreadable);
  expect(() => read('on: push')).toThrow(/\.github\/workflows\/chain\.yml .*jobs/s);
});

test.each([
  ['run: echo', '{ runs-on: local, steps: [{ run: echo }] }'],
  ['needs', '{ runs-on: local, needs: other, steps: [{ uses: ./ }] }'],
  ['strategy', '{ runs-on: local, strategy: {}, steps: [{ uses: ./ }] }'],
])('a job with %s is no hindrance until it is to run', (_, job) => {
  const workflow = read(`on: push\njobs: { fill: ${job} }`);
  expect(() => readJobs(workflow)).toThrow(
    /chain\.yml is not a workflow that the stand-in for GitHub can run/,
  );
});
