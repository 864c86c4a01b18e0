import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import * as z from 'zod';
import { REPOSITORY_ROOT } from './chain-stack.ts';
import { vercelRouteSchema } from './vercel-routing.ts';

/** The function that Vercel's builder made. */
export interface VercelBuild {
  settings: z.infer<typeof settingsSchema>;
  /** Serves it from a process of its own, that has no other environment than this. */
  serve(env: Record<string, string>): Promise<{ url: string; close(): Promise<void> }>;
  close(): Promise<void>;
}

const settingsSchema = z.object({
  handler: z.string(),
  runtime: z.string(),
  maxDuration: z.number().optional(),
  files: z.array(z.string()),
  routes: z.array(vercelRouteSchema),
  /** Names of the functions. */
  outputs: z.array(z.string()),
});

/** What the builder looks at. What is installed there is what is installed here. */
const UPLOADED = [
  'package.json',
  'package-lock.json',
  'vercel.json',
  'tsconfig.json',
  'scripts',
  'src',
  'public',
];

/** Builds a copy of this repository as Vercel would. */
export async function buildForVercel(): Promise<VercelBuild> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-vercel-'));
  const repository = join(folder, 'repository');
  const built = join(folder, 'function');
  await mkdir(repository);
  for (const name of UPLOADED) {
    await cp(join(REPOSITORY_ROOT, name), join(repository, name), { recursive: true });
  }
  await symlink(join(REPOSITORY_ROOT, 'node_modules'), join(repository, 'node_modules'));
  const builder = join(REPOSITORY_ROOT, 'test/support/vercel-builder.mjs');
  const build = async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [builder, repository, built]);
    return settingsSchema.parse(JSON.parse(stdout.trim().split('\n').at(-1) ?? ''));
  };
  let settings = await build();
  // The builder starts the function to see its routes, and does without them if that takes 8 s, as on a busy machine.
  for (let repeated = 0; settings.outputs.length === 1 && repeated < 2; repeated++) settings = await build();
  return {
    settings,
    serve: (env) => serveFile(join(built, settings.handler), env),
    close: () => rm(folder, { recursive: true }),
  };
}

async function serveFile(file: string, env: Record<string, string>) {
  const server = join(REPOSITORY_ROOT, 'test/support/serve-function.ts');
  const child = spawn(process.execPath, [server, file], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'close');
  const [url] = await Promise.race([once(createInterface(child.stdout), 'line'), ended]);
  if (typeof url !== 'string')
    throw new Error(`The function in ${file} could not be served: it ended with ${url}.`);
  return {
    url,
    async close() {
      child.kill();
      await ended;
    },
  };
}
