// How soon a run works: from the start of its process to its first request to Redis, and to its first chart. Usage:
// node bench/action-start.ts [folder of another build]. Runs of both builds take turns, since a machine is not always
// equally fast; beside them a process that does nothing.
import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createRestServer } from '../src/local/redis/rest-server.ts';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';
import { startEmbeddedRedis } from '../test/support/redis-servers.ts';
import { printFigures } from './print-figures.ts';

const ROUNDS = 21;

/** Milliseconds from the start of the process. */
interface Start {
  redis: number;
  chart: number;
}

const folder = await mkdtemp(join(tmpdir(), 'fill-cache-start-'));
const eventFile = join(folder, 'event.json');
await writeFile(eventFile, '{}');
const redis = await startEmbeddedRedis();
let first: Partial<Start> = {};
const note = (what: keyof Start) => {
  first[what] ??= performance.now();
  if (what === 'chart') charted.emit('chart');
};
const charted = new EventEmitter();
const { engine, token } = redis;
const face = await createRestServer({
  token,
  engine: {
    execute(commands, mode) {
      note('redis');
      return engine.execute(commands, mode);
    },
    close: () => engine.close(),
  },
});
const yahoo = createServer((request, response) => {
  if (request.url?.includes('/chart/')) note('chart');
  response.writeHead(request.url === '/' ? 200 : 404).end('loopback');
}).listen(0, '127.0.0.1');
await once(yahoo, 'listening');

try {
  const [other] = process.argv.slice(2);
  const builds = [
    ['this build', join(REPOSITORY_ROOT, 'action')],
    ...(other ? [['other build', resolve(other)] as const] : []),
  ] as const;
  const starts = new Map<string, Start[]>(builds.map(([name]) => [name, []]));
  const empty: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, path] of builds) starts.get(name)?.push(await startOf(join(path, 'index.js')));
    empty.push(await emptyProcess());
  }
  const floor = summarize(empty);
  for (const [name, values] of starts) {
    const figure = (what: keyof Start) => {
      const { median, best } = summarize(values.map((one) => one[what]));
      const times = `${(median / floor.median).toFixed(2)} and ${(best / floor.best).toFixed(2)}`;
      return `${median.toFixed(0)} ms, at best ${best.toFixed(0)} ms: ${times} times an empty process`;
    };
    printFigures(`${name}, medians and best of ${ROUNDS}`, [
      ['process start → first Redis request', figure('redis')],
      ['process start → first chart', figure('chart')],
    ]);
  }
  printFigures('an empty process', [
    ['process start → its first line', `${floor.median.toFixed(0)} ms, at best ${floor.best.toFixed(0)} ms`],
  ]);
} finally {
  await face.close();
  await redis.close();
  yahoo.close();
  await rm(folder, { recursive: true });
}

async function startOf(entry: string): Promise<Start> {
  first = {};
  const { port } = yahoo.address() as AddressInfo;
  const began = performance.now();
  const child = spawn(process.execPath, [entry], {
    env: {
      GITHUB_RUN_ID: String(Math.round(began)),
      GITHUB_REPOSITORY: 'someone/fill-cache',
      GITHUB_EVENT_NAME: 'workflow_dispatch',
      GITHUB_EVENT_PATH: eventFile,
      GITHUB_OUTPUT: '',
      UPSTASH_REDIS_REST_URL: face.url,
      UPSTASH_REDIS_REST_TOKEN: token,
      YAHOO_FINANCE_URL: `http://127.0.0.1:${port}`,
      INPUT_TICKERS: `T${Math.round(began)}`,
      'INPUT_REFRESH-AFTER': '1s',
    },
    stdio: 'ignore',
  });
  await Promise.race([once(charted, 'chart'), once(child, 'exit')]);
  child.kill('SIGKILL');
  return { redis: (first.redis ?? Number.NaN) - began, chart: (first.chart ?? Number.NaN) - began };
}

async function emptyProcess(): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ['--eval', 'console.log(1)'], {
    env: {},
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await once(child.stdout, 'data');
  const milliseconds = performance.now() - began;
  await once(child, 'close');
  return milliseconds;
}

/** The best is what a busy machine disturbs least. */
function summarize(values: readonly number[]): { median: number; best: number } {
  const sorted = values.toSorted((one, other) => one - other);
  return { median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN, best: sorted[0] ?? Number.NaN };
}
