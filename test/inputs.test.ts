// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are expressions for GitHub.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { completeOptions } from '../src/core/options.ts';
import { readInputs } from '../src/github/inputs.ts';

// One table has what the action, the button and the variables of a repository take: docs/inputs.md. It is made from
// action.yml and the workflow by scripts/readme.ts; here it is held to them and to the schema by another way.

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const inputNames = Object.keys(
  z.object({ inputs: z.record(z.string(), z.unknown()) }).parse(parse(read('action.yml'))).inputs,
);
const workflow = read('.github/workflows/fill-cache.yml');
const button = z
  .object({
    on: z.object({ workflow_dispatch: z.object({ inputs: z.record(z.string(), z.unknown()) }) }),
    jobs: z.object({
      fill: z.object({ 'timeout-minutes': z.number(), env: z.record(z.string(), z.string()) }),
    }),
  })
  .parse(parse(workflow));
const onButton = Object.keys(button.on.workflow_dispatch.inputs);
const page = read('docs/inputs.md');
/** Input, meaning, default, button, variable or secret. */
const rows = [...page.matchAll(/^\| `([a-z-]+)` \| .+ \| .+ \| (yes|) \| (.*) \|$/gm)].map(
  ([, name = '', isOnButton, from = '']) => ({ name, isOnButton: isOnButton === 'yes', from }),
);

/** What a run is told anew, or how much it does: nothing that a nightly job would differ in. */
const OF_A_RUN = ['max-batches', 'time-budget', 'auto-continue'];
const OF_THE_MACHINE = ['redis-url', 'redis-token', 'github-token'];
const NOTICES = ['notify-url', 'notify-secret', 'notify-on', 'heartbeat-url'];

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
const variableOf = (name: string) => `FILL_CACHE_${name.toUpperCase().replaceAll('-', '_')}`;
const jobOptions = Object.keys(completeOptions({})).map(kebab);
const nightly = [
  ...['ticker-source', 'tickers', 'tickers-file'],
  ...jobOptions.filter((name) => !OF_A_RUN.includes(name)),
];

test('the table has each input of the action, in its order', () => {
  expect(rows.map(({ name }) => name)).toEqual(inputNames);
});

test('each option of a job is an input of the action and of the button', () => {
  expect(inputNames).toEqual(expect.arrayContaining(jobOptions));
  expect(onButton).toEqual(expect.arrayContaining(jobOptions));
});

test('the button has all inputs but those of secrets, and the table says it', () => {
  const expected = inputNames.filter((name) => ![...OF_THE_MACHINE, ...NOTICES].includes(name));
  expect([...onButton].sort()).toEqual([...expected].sort());
  expect(rows.filter((row) => row.isOnButton).map(({ name }) => name)).toEqual(expected);
});

test.each(nightly)('the variable of %s is in the workflow and in the table', (name) => {
  const given = new RegExp(`^ {10}${name}: .*\\binputs\\.${name} .*\\bvars\\.${variableOf(name)}\\b`, 'm');
  expect(workflow).toMatch(given);
  expect(rows.find((row) => row.name === name)?.from).toContain(`\`${variableOf(name)}\``);
});

test('the workflow reads no variable and no secret that the page does not explain', () => {
  const named = [...workflow.matchAll(/\b(?:vars|secrets)\.([A-Z_]+)/g)].map(([, name = '']) => name);
  expect(named.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});

test('the time budget that the button and the page name is the one that the action takes', () => {
  const [, most = ''] = /no new batch, at most (\d+) here/.exec(workflow) ?? [];
  const { 'timeout-minutes': minutes, env } = button.jobs.fill;
  expect(env.FILL_CACHE_TIMEOUT_MINUTES).toBe(String(minutes));
  expect(page).toContain(`at most ${most} in the shipped workflow`);
  const redis = { UPSTASH_REDIS_REST_URL: 'https://redis.example', UPSTASH_REDIS_REST_TOKEN: 't' };
  const budget = (seconds: number) => () =>
    readInputs((name) => (name === 'time-budget' ? String(seconds) : ''), { ...redis, ...env });
  expect(budget(Number(most))).not.toThrow();
  expect(budget(Number(most) + 1)).toThrow(
    `time-budget is "781": it must be at most ${most} seconds, since the workflow ends its job after 15 minutes.`,
  );
});
