// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions for GitHub.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';

const Step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).default({}),
  env: z.record(z.string(), z.string()).default({}),
});
const WorkflowFile = z.object({
  permissions: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), z.object({ 'timeout-minutes': z.number(), steps: z.array(Step) })),
});
const FillCache = z.object({
  on: z.object({
    workflow_dispatch: z.object({
      inputs: z.record(z.string(), z.object({ type: z.string(), description: z.string() }).loose()),
    }),
    repository_dispatch: z.object({ types: z.array(z.string()) }),
    schedule: z.array(z.object({ cron: z.string(), timezone: z.string() })),
  }),
  concurrency: z.object({ group: z.string(), queue: z.string() }),
});
const ActionFile = z.object({ inputs: z.record(z.string(), z.unknown()) });

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const files = readdirSync(new URL('../.github/workflows', import.meta.url));
const stepsOf = (text: string) =>
  Object.values(WorkflowFile.parse(parse(text)).jobs).flatMap(({ steps }) => steps);

const text = read('.github/workflows/fill-cache.yml');
const fillCache = FillCache.parse(parse(text));
const inputs = fillCache.on.workflow_dispatch.inputs;
const action = ActionFile.parse(parse(read('action.yml')));
const given = stepsOf(text).find(({ uses }) => uses === './')?.with ?? {};

test.each(files)('%s says what it may do and how long it may take', (file) => {
  expect(() => WorkflowFile.parse(parse(read(`.github/workflows/${file}`)))).not.toThrow();
});

test.each(files)('%s puts no expression into a shell script', (file) => {
  const scripts = stepsOf(read(`.github/workflows/${file}`)).map(({ run }) => run ?? '');
  expect(scripts.filter((script) => script.includes('${{'))).toEqual([]);
});

test.each(files)('%s takes the actions of others by their commit', (file) => {
  const actions = stepsOf(read(`.github/workflows/${file}`)).map(({ uses }) => uses ?? './');
  const pinned = /^\.\/|^[\w-]+\/[\w./-]+@[0-9a-f]{40}$/;
  expect(actions.filter((used) => !pinned.test(used))).toEqual([]);
});

test('a waiting run of the chain is never dropped', () => {
  expect(fillCache.concurrency.queue).toBe('max');
});

test('each schedule says in which time zone it is, and stays off the full hour', () => {
  for (const { cron, timezone } of fillCache.on.schedule) {
    expect(timezone).toBe('America/New_York');
    expect(Number(cron.split(' ')[0])).not.toBe(0);
  }
});

test('the expressions name no cron but one of the schedule', () => {
  const named = [...text.matchAll(/github\.event\.schedule == '([^']+)'/g)].map(([, cron]) => cron);
  const crons = fillCache.on.schedule.map(({ cron }) => cron);
  expect(new Set(named)).toEqual(new Set(crons.slice(1)));
});

test('each input of the button is an input of the action, and handed to it', () => {
  for (const name of Object.keys(inputs)) {
    expect(Object.keys(action.inputs)).toContain(name);
    expect(given[name]).toContain(`inputs.${name}`);
  }
});

test('the workflow gives the action nothing that it does not know', () => {
  expect(Object.keys(action.inputs)).toEqual(expect.arrayContaining(Object.keys(given)));
});

test('an input of the button that is left empty counts as not given', () => {
  for (const input of Object.values(inputs)) {
    expect(input).not.toHaveProperty('default');
    expect(['string', 'choice']).toContain(input.type);
    if (input.type === 'choice') expect(input.options).toContain('');
  }
});
