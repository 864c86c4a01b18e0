import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createRedis } from '../src/store/redis.ts';
import { writeJob } from '../src/store/write-job.ts';
import { REPOSITORY_ROOT } from '../test/support/chain-stack.ts';
import { aJob, aPlan } from '../test/support/job-fixtures.ts';
import { startEmbeddedRedis } from '../test/support/redis-servers.ts';
import { median } from './median.ts';
import { printFigures } from './print-figures.ts';

const STARTS = 30;
const TOKEN = 'bench';

/** CPU of the whole process: wall time follows whatever else the machine does. */
const REPORT = `
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ wall: performance.now(), cpu: (user + system) / 1_000 }));
`;
const ASK = `
  const [, entry, path, token] = process.argv;
  const { default: built } = await import(entry);
  if (path) {
    const headers = token ? { authorization: 'Bearer ' + token } : {};
    const response = await built.fetch(new Request('http://localhost' + path, { headers }));
    await response.text();
  }
  ${REPORT}
`;

/** Milliseconds. */
interface Start {
  wall: number;
  cpu: number;
}

const run = promisify(execFile);

/**
 * Prints what passes from the start of a process to the first answer of the built function, over a Redis on loopback, and
 * beside it a process that does nothing. They start in turn; so does the function in the folder `BENCH_FUNCTION`, if that
 * is set, such as one built before a change.
 */
export async function benchColdStart(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'fill-cache-function-'));
  const redis = await startEmbeddedRedis();
  try {
    await run(process.execPath, [join(REPOSITORY_ROOT, 'scripts/build-function.ts'), folder]);
    const job = aJob();
    await writeJob(createRedis(redis), job, aPlan());
    const measured = [
      ['an empty process', [REPORT]] as const,
      ...requestsOf(folder, job.id, ''),
      ...(process.env.BENCH_FUNCTION ? requestsOf(process.env.BENCH_FUNCTION, job.id, 'the other: ') : []),
    ];
    const env = {
      UPSTASH_REDIS_REST_URL: redis.url,
      UPSTASH_REDIS_REST_TOKEN: redis.token,
      FILL_CACHE_READ_TOKEN: TOKEN,
    };
    const starts = measured.map((): Start[] => []);
    for (let round = 0; round < STARTS; round++) {
      for (const [index, [, [code = '', ...args]]] of measured.entries()) {
        const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code, ...args], {
          env,
        });
        starts[index]?.push(JSON.parse(stdout));
      }
    }
    printFigures(
      'Cold start of the built function: process start → first answer',
      measured.map(([what], index) => [what, inWords(starts[index] ?? [])]),
    );
  } finally {
    await redis.close();
    await rm(folder, { recursive: true });
  }
}

function requestsOf(folder: string, jobId: string, which: string): [what: string, args: string[]][] {
  const ask = (...request: string[]) => [ASK, join(folder, 'index.mjs'), ...request];
  const status = (id: string) => ask(`/api/fill-cache-batch-status?jobId=${id}`, TOKEN);
  return [
    [`${which}loaded, and nothing asked`, ask()],
    [`${which}/api/health, which asks Redis whether it answers`, ask('/api/health')],
    [`${which}the status of a job`, status(jobId)],
    [`${which}the status of a job that is not there`, status('batch_job_1')],
  ];
}

function inWords(starts: readonly Start[]): string {
  const cpu = starts.map((start) => start.cpu);
  const wall = median(starts.map((start) => start.wall));
  return `${median(cpu).toFixed(0)} ms of CPU (at least ${Math.min(...cpu).toFixed(0)}), ${wall.toFixed(0)} ms`;
}
