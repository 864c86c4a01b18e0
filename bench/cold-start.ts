import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';
import { startEmbeddedRedis } from '../test/support/redis-servers.ts';
import { median } from './median.ts';

const STARTS = 15;

const EMPTY = 'console.log(performance.now());';
const ASK_HEALTH = `
  const { default: built } = await import(process.argv[1]);
  const response = await built.fetch(new Request('http://localhost/api/health'));
  await response.text();
  console.log(performance.now());
`;

const run = promisify(execFile);

/**
 * From the start of a process to the first answer of `/api/health`, which asks a Redis on loopback; beside it a process
 * that does nothing. Medians, in milliseconds.
 */
export async function measureColdStart(): Promise<{ function: number; empty: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-function-'));
  const redis = await startEmbeddedRedis();
  try {
    await run(process.execPath, [join(REPOSITORY_ROOT, 'scripts/build-function.ts'), folder]);
    const env = { UPSTASH_REDIS_REST_URL: redis.url, UPSTASH_REDIS_REST_TOKEN: redis.token };
    const start = async (code: string) => {
      const args = ['--input-type=module', '--eval', code, join(folder, 'index.mjs')];
      return Number((await run(process.execPath, args, { env })).stdout);
    };
    const built: number[] = [];
    const empty: number[] = [];
    for (let round = 0; round < STARTS; round++) {
      built.push(await start(ASK_HEALTH));
      empty.push(await start(EMPTY));
    }
    return { function: median(built), empty: median(empty) };
  } finally {
    await redis.close();
    await rm(folder, { recursive: true });
  }
}
