import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import type { InitPort } from './ports.ts';

/** @param root the folder of this package. */
export async function openInit(root: string): Promise<InitPort> {
  return {
    template: await readFile(join(root, 'docs/fill-cache.yml'), 'utf8'),
    actionRepository: await originOf(root),
    hasFolder: (path) =>
      stat(path).then(
        (found) => found.isDirectory(),
        () => false,
      ),
    write: writeNew,
  };
}

async function writeNew(path: string, text: string, replace: boolean): Promise<boolean> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: replace ? 'w' : 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST' && !replace) return false;
    throw error;
  }
}

/** As Git spells the repository of a clone from GitHub; an installed package lies in the repository of somebody else. */
async function originOf(root: string): Promise<string | null> {
  if (!existsSync(join(root, '.git'))) return null;
  const asked = promisify(execFile)('git', ['-C', root, 'config', '--get', 'remote.origin.url']);
  const url = await asked.then(
    ({ stdout }) => stdout.trim(),
    () => '',
  );
  return /github\.com[/:]([\w-]+\/[\w.-]+?)(?:\.git)?\/?$/.exec(url)?.[1] ?? null;
}
