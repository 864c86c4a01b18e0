import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { RedisValue } from '../../src/local/redis/engine.ts';
import { createSqliteEngine } from '../../src/local/redis/sqlite-engine.ts';
import { REPOSITORY_ROOT } from './chain-stack.ts';
import { childEnvironment } from './child-environment.ts';

/** A start as a process of its own, with its output in a pipe. */
export interface Start {
  readonly processId: number;
  /** What it has printed so far. */
  readonly output: string;
  /** Resolves when it has printed that; rejects if it ends before. */
  prints(pattern: RegExp): Promise<void>;
  kill(signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void;
  /** Resolves to its exit code, or to the signal that ended it. */
  readonly ended: Promise<number | string>;
}

const processesAtWork = new Set<ChildProcess>();

/** For after each test: ends what one that failed has left at work. */
export function killStarts(): void {
  for (const child of processesAtWork) child.kill('SIGKILL');
}

/** A data folder that is gone after the test. */
export async function aHome(): Promise<string> {
  const { path, remove } = await aTemporaryHome();
  onTestFinished(remove);
  return path;
}

/** A data folder for all tests of a file. */
export async function aTemporaryHome(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'fill-cache-home-'));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

/** Starts the stack on a free port, through npm or without it. Nothing of the shell's databases and markets gets to it. */
export function start(
  home: string,
  flags: readonly string[],
  env: NodeJS.ProcessEnv = {},
  by: 'node' | 'npm' = 'node',
): Start {
  const [program, ...first] =
    by === 'npm' ? ['npm', 'start', '--'] : [process.execPath, 'src/cli.ts', 'local'];
  const port = flags.includes('--port') ? [] : ['--port', '0'];
  const child = spawn(program, [...first, ...flags, ...port], {
    cwd: REPOSITORY_ROOT,
    env: { ...childEnvironment(), FILL_CACHE_HOME: home, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  processesAtWork.add(child);
  child.once('close', () => processesAtWork.delete(child));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text) => {
      output += text;
      child.emit('printed');
    });
  }
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  return {
    processId: child.pid ?? Number.NaN,
    get output() {
      return output;
    },
    async prints(pattern) {
      while (!pattern.test(output)) {
        const end = await Promise.race([once(child, 'printed'), ended]);
        if (!Array.isArray(end) && !pattern.test(output)) throw new Error(`It ended with ${end}:\n${output}`);
      }
    },
    kill: (signal) => void child.kill(signal),
    ended,
  };
}

/** Asks the embedded Redis of a folder in which no stack is at work. */
export async function ask(home: string, ...command: string[]): Promise<RedisValue> {
  const engine = createSqliteEngine({ file: join(home, 'redis.sqlite'), now: Date.now });
  const [reply] = await engine.execute([command], 'pipeline');
  await engine.close();
  if (!reply || 'error' in reply) throw new Error(reply?.error);
  return reply.result;
}

/** The processes that live and whose environment speaks of this folder, as Linux shows them; zombies have none. */
export function processesOf(home: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(home))
    .map(Number);
}

function environmentOf(processId: string): string {
  try {
    return readFileSync(`/proc/${processId}/environ`, 'utf8');
  } catch {
    return '';
  }
}
