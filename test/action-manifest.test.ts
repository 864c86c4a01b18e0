import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { completeOptions } from '../src/core/options.ts';

const input = z.object({ description: z.string(), default: z.string().optional() });
const manifest = z
  .object({ inputs: z.record(z.string(), input), runs: z.object({ using: z.string(), main: z.string() }) })
  .parse(parse(readFileSync(new URL('../action.yml', import.meta.url), 'utf8')));

const workflowSchema = z.object({
  on: z.object({ workflow_dispatch: z.object({ inputs: z.record(z.string(), z.unknown()) }) }),
});

test.each(Object.entries(completeOptions({})))(
  'the input of %s names the default that the schema has, %j',
  (name, value) => {
    const kebab = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    expect(manifest.inputs[kebab]?.description).toMatch(new RegExp(` Default: \`${String(value)}\`\\.$`));
  },
);

test('no input but the token has a default, so that one not given is told from one given', () => {
  const preset = Object.entries(manifest.inputs).filter(([, { default: value }]) => value !== undefined);
  expect(preset.map(([name]) => name)).toEqual(['github-token']);
});

test('the action runs the bundle on Node 24', () => {
  expect(manifest.runs).toEqual({ using: 'node24', main: 'action/index.js' });
});

test('the workflow passes on each input that it asks for, and asks for none that the action lacks', () => {
  const workflow = readFileSync(new URL('../.github/workflows/fill-cache.yml', import.meta.url), 'utf8');
  const asked = Object.keys(workflowSchema.parse(parse(workflow)).on.workflow_dispatch.inputs);
  expect(asked.filter((name) => !manifest.inputs[name])).toEqual([]);
  for (const name of asked)
    expect(workflow).toMatch(new RegExp(` ${name}: \\$\\{\\{ .*\\binputs\\.${name}\\b`));
});
