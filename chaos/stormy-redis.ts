import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { LEAVE_WITH_PARENT } from '../src/local/github/step-process.ts';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';
import { startRealRedisServer } from '../test/support/redis-servers.ts';
import type { Chance } from './chance.ts';
import type { Weather } from './weather.ts';

/** A Redis behind a REST face that fails as the weather has it. */
export interface StormyRedis {
  /** With faults in front. */
  url: string;
  token: string;
  /** Without: for those who look from outside. */
  calmUrl: string;
  /** Kills the embedded Redis and starts it again; false for a real one, which is left alone. */
  kill(): Promise<boolean>;
  close(): Promise<void>;
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

export interface RedisStorm {
  /** A redis-server; else the embedded one. */
  real: boolean;
  token: string;
  roughness: number;
  chance: Chance;
  /** Ends the run that is at work. */
  killRun: () => void;
}

export async function startStormyRedis(
  weather: Weather,
  { real, token, roughness, chance, killRun }: RedisStorm,
): Promise<StormyRedis> {
  const strikes = weather.over(SHARES, roughness, chance);
  const behind = await (real ? startReal(token) : startEmbeddedProcess(token));
  const server = createServer((request, response) => {
    void answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const execute = () =>
      fetch(`${behind.url()}${request.url}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${behind.token}`, 'content-type': 'application/json' },
        body,
      });
    const isCommit = body.includes('"HSET"') && body.includes(':done"');
    if (strikes('redis refuses')) return void response.destroy();
    // Until the client gives it up.
    if (strikes('redis hangs')) return;
    if (strikes('redis is over its quota')) return reply(response, 400, QUOTA);
    if (body.length > DOCUMENTS_BYTES && strikes('redis takes no such size'))
      return reply(response, 400, SIZE);
    if (strikes('redis answers 503')) return reply(response, 503, { error: 'upstream' });
    if (isCommit && strikes('a run is killed before it commits')) {
      killRun();
      return void response.destroy();
    }
    if (strikes('redis resets, and executes later')) {
      response.destroy();
      await setTimeout(chance.between(0, LATEST_MILLISECONDS));
      await execute();
      return;
    }
    const answered = await execute();
    const text = await answered.text();
    if (isCommit && strikes('a run is killed after it committed')) killRun();
    // The client cannot know.
    if (strikes('redis resets after it executed')) return void response.destroy();
    response.writeHead(answered.status, { 'content-type': 'application/json' }).end(text);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    token,
    get calmUrl() {
      return behind.url();
    },
    kill: behind.kill,
    async close() {
      server.close();
      server.closeAllConnections();
      await behind.close();
    },
  };
}

interface Behind {
  url(): string;
  token: string;
  kill(): Promise<boolean>;
  close(): Promise<void>;
}

async function startReal(token: string): Promise<Behind> {
  const face = await startRealRedisServer(token, true);
  return { url: () => face.url, token: face.token, kill: async () => false, close: () => face.close() };
}

async function startEmbeddedProcess(token: string): Promise<Behind> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-chaos-'));
  let current = await serve(folder, token);
  const end = async () => {
    const exited = once(current.child, 'exit');
    current.child.kill('SIGKILL');
    await exited;
  };
  return {
    url: () => current.url,
    token,
    async kill() {
      await end();
      current = await serve(folder, token);
      return true;
    },
    async close() {
      await end();
      await rm(folder, { recursive: true });
    },
  };
}

async function serve(folder: string, token: string): Promise<{ child: ChildProcess; url: string }> {
  const script = join(REPOSITORY_ROOT, 'src/local/redis/main.ts');
  const file = join(folder, 'redis.sqlite');
  const child = spawn(
    process.execPath,
    ['--import', LEAVE_WITH_PARENT, script, '--file', file, '--token', token],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const [line] = await once(child.stdout, 'data');
  return { child, url: String(line).trim() };
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
