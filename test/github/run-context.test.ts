import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { readRunContext } from '../../src/github/run-context.ts';

let imports = 0;

/** `@actions/github` reads the environment when it is imported: each test imports it anew. */
async function contextIn(env: Record<string, string>) {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith('GITHUB_')) vi.stubEnv(name, undefined);
  }
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  onTestFinished(() => void vi.unstubAllEnvs());
  return readRunContext(() => import(`${import.meta.resolve('@actions/github')}?${++imports}`));
}

/** A file as GitHub writes it for the event of a run. */
async function eventFile(text: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-event-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'event.json');
  await writeFile(file, text);
  return file;
}

test('a run knows what GitHub tells it', async () => {
  const payload = { v: 1, jobId: 'batch_job_12345' };
  const context = await contextIn({
    GITHUB_EVENT_NAME: 'repository_dispatch',
    GITHUB_EVENT_PATH: await eventFile(
      JSON.stringify({ action: 'fill-cache-batch', client_payload: payload }),
    ),
    GITHUB_REPOSITORY: 'octo/prices',
    GITHUB_RUN_ID: '4711',
    GITHUB_API_URL: 'https://ghe.example/api/v3',
    GITHUB_SERVER_URL: 'https://ghe.example',
  });
  expect(context).toEqual({
    eventName: 'repository_dispatch',
    payload,
    runId: '4711',
    repository: 'octo/prices',
    apiUrl: 'https://ghe.example/api/v3',
    runUrl: 'https://ghe.example/octo/prices/actions/runs/4711',
  });
});

test.each([
  ['by hand', '{"inputs":{}}'],
  ['without a payload', '{"client_payload":null}'],
])('an event %s has no payload', async (_, text) => {
  expect((await contextIn({ GITHUB_EVENT_PATH: await eventFile(text) })).payload).toBeNull();
});

test('outside of GitHub it asks github.com, under a name of its own', async () => {
  const context = await contextIn({});
  expect(context).toMatchObject({ payload: null, apiUrl: 'https://api.github.com' });
  expect(context.runId).toMatch(/^local-\d+-\d+$/);
});

test.each([
  ['no JSON', 'client_payload'],
  ['no object', '[1]'],
  ['null', 'null'],
  ['a word', '"client_payload"'],
  ['empty', ''],
  ['cut', '{"client_payload":{"v":1'],
])('an event file that is %s is an error that says what to do', async (_, text) => {
  const reading = contextIn({ GITHUB_EVENT_PATH: await eventFile(text) });
  await expect(reading).rejects.toThrow('The event file of this run cannot be read: start the run again.');
});

test('so is one that is not there', async () => {
  await expect(contextIn({ GITHUB_EVENT_PATH: '/nowhere/event.json' })).rejects.toThrow('cannot be read');
});
