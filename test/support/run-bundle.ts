import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { REPOSITORY_ROOT } from './chain-stack.ts';
import { childEnvironment } from './child-environment.ts';

export interface BundleRun {
  code: number | null;
  output: string;
  /** What the run says is wrong, each as one annotation. */
  errors: string[];
}

/** Runs the built action as the runner does: a process of its own, inputs in the environment, an event in a file. */
export async function runBundle(
  inputs: Record<string, string>,
  env: Record<string, string> = {},
  event: unknown = {},
): Promise<BundleRun> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-bundle-'));
  const eventFile = join(folder, 'event.json');
  await writeFile(eventFile, JSON.stringify(event));
  const given = Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const child = spawn(process.execPath, [join(REPOSITORY_ROOT, 'action/index.js')], {
    env: {
      ...childEnvironment(),
      GITHUB_RUN_ID: '1',
      GITHUB_REPOSITORY: 'someone/fill-cache',
      GITHUB_EVENT_NAME: 'workflow_dispatch',
      GITHUB_EVENT_PATH: eventFile,
      GITHUB_OUTPUT: '',
      ...env,
      ...Object.fromEntries(given),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')]);
  await rm(folder, { recursive: true });
  const errors = output.split('\n').flatMap((line) => (line.startsWith('::error::') ? [line.slice(9)] : []));
  return { code, output, errors };
}
