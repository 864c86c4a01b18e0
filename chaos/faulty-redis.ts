import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { LEAVE_WITH_PARENT } from '../src/local/github/step-process.ts';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';
import { childEnvironment } from '../test/support/child-environment.ts';
import { startRealRedisServer } from '../test/support/redis-servers.ts';
import type { Chance } from './chance.ts';
import type { FaultSchedule } from './fault-schedule.ts';
import type { StoryScope } from './story-scope.ts';

/** A Redis behind a REST API that fails as the schedule has it. */
export interface FaultyRedis {
  /** With faults in front. */
  url: string;
  token: string;
  /** Without: for those who look from outside. */
  directUrl: string;
  /** Kills the embedded Redis and starts it again; false for a real one, which is left alone. */
  kill(): Promise<boolean>;
}

const SHARES = {
  'redis refuses': 0.04,
  'redis hangs': 0.015,
  'redis is over its quota': 0.01,
  'redis takes no such size': 0.1,
  'redis answers 503': 0.04,
  'redis resets after it executed': 0.06,
  'redis resets, and executes later': 0.03,
  'a run is killed before it commits': 0.1,
  'a run is killed after it committed': 0.1,
};

const QUOTA = { error: 'ERR max daily request limit exceeded. Limit: 10000, Usage: 10000.' };
const SIZE = { error: 'ERR max request size exceeded. Limit: 1048576 bytes, Actual: 1048577 bytes' };
/** A request that holds more is one of documents. */
const DOCUMENTS_BYTES = 5_000;
const LATEST_MILLISECONDS = 1_500;

export interface FaultyRedisOptions {
  scope: StoryScope;
  schedule: FaultSchedule;
  /** A redis-server; else the embedded one. */
  real: boolean;
  token: string;
  factor: number;
  chance: Chance;
  /** Ends the run that is at work. */
  killRun: () => void;
}

export async function startFaultyRedis(options: FaultyRedisOptions): Promise<FaultyRedis> {
  const { scope, schedule, real, token, factor, chance, killRun } = options;
  const happens = schedule.each(SHARES, factor, chance);
  const behind = await (real ? startReal(scope, token) : startEmbeddedProcess(scope, token));
  const server = createServer((request, response) => {
    scope.inBackground(() => answer(request, response).catch(() => void response.destroy()));
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const execute = () =>
      fetch(`${behind.url()}${request.url}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${behind.token}`, 'content-type': 'application/json' },
        body,
        signal: scope.signal,
      });
    const isCommit = body.includes('"HSET"') && body.includes(':done"');
    if (happens('redis refuses')) return void response.destroy();
    // Until the client gives it up.
    if (happens('redis hangs')) return;
    if (happens('redis is over its quota')) return reply(response, 400, QUOTA);
    if (body.length > DOCUMENTS_BYTES && happens('redis takes no such size'))
      return reply(response, 400, SIZE);
    if (happens('redis answers 503')) return reply(response, 503, { error: 'upstream' });
    if (isCommit && happens('a run is killed before it commits')) {
      killRun();
      return void response.destroy();
    }
    if (happens('redis resets, and executes later')) {
      response.destroy();
      await scope.sleep(chance.between(0, LATEST_MILLISECONDS));
      await execute();
      return;
    }
    const answered = await execute();
    const text = await answered.text();
    if (isCommit && happens('a run is killed after it committed')) killRun();
    // The client cannot know.
    if (happens('redis resets after it executed')) return void response.destroy();
    response.writeHead(answered.status, { 'content-type': 'application/json' }).end(text);
  }

  scope.owns(server, () => {
    server.close();
    server.closeAllConnections();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    token,
    get directUrl() {
      return behind.url();
    },
    kill: behind.kill,
  };
}

interface Behind {
  url(): string;
  token: string;
  kill(): Promise<boolean>;
}

async function startReal(scope: StoryScope, token: string): Promise<Behind> {
  const server = scope.owns(await startRealRedisServer(token, true), ({ close }) => close());
  return { url: () => server.url, token, kill: async () => false };
}

async function startEmbeddedProcess(scope: StoryScope, token: string): Promise<Behind> {
  const folder = scope.owns(await mkdtemp(join(tmpdir(), 'fill-cache-chaos-')), (path) =>
    rm(path, { recursive: true }),
  );
  const file = join(folder, 'redis.sqlite');
  let child = startEmbedded(file, token);
  const end = async (ask: () => void) => {
    const hasEnded = child.exitCode !== null || child.signalCode !== null;
    const exited = hasEnded ? null : once(child, 'exit');
    ask();
    await exited;
  };
  // It ends with its input; a process that is killed does not keep what it has compiled.
  scope.owns(file, () => end(() => child.stdin.end()));
  let url = await firstLine(child);
  return {
    url: () => url,
    token,
    async kill() {
      await end(() => child.kill('SIGKILL'));
      child = startEmbedded(file, token);
      url = await firstLine(child);
      return true;
    },
  };
}

function startEmbedded(file: string, token: string): ChildProcessByStdio<Writable, Readable, null> {
  const script = join(REPOSITORY_ROOT, 'test/support/redis-process.ts');
  return spawn(process.execPath, ['--import', LEAVE_WITH_PARENT, script, '--file', file, '--token', token], {
    env: childEnvironment(),
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}

/** @throws if the process ends without one. */
async function firstLine(child: ChildProcessByStdio<Writable, Readable, null>): Promise<string> {
  for await (const line of createInterface(child.stdout)) return line;
  throw new Error('The embedded Redis ended before it printed its address');
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
