import { setTimeout as sleep } from 'node:timers/promises';
import { viewJob } from '../src/core/view.ts';
import { countDone } from '../src/store/probe.ts';
import { readJob } from '../src/store/read-job.ts';
import { auditJob } from '../test/support/audit.ts';
import { type ChainStack, startChainStack } from '../test/support/chain-stack.ts';
import { history } from '../test/support/yahoo-behaviours.ts';
import { printFigures } from './print-figures.ts';

const LANES = 4;
const TICKERS = 20_000;
const BATCH_SIZE = 5;
const BATCHES = TICKERS / BATCH_SIZE;
const LOOK_MILLISECONDS = 200;
/** Tickers that are committed together, and those that are fetched at the same time. */
const GROUP_TICKERS = 100 + 5;

/**
 * 20,000 tickers by four lanes of the built bundle, on a real Redis: one lane is killed at a third, all but one at two
 * thirds, and the watchdog never comes. Fails if anything is lost, counted twice or done twice without a cause.
 */
export async function measureKilledLanes(): Promise<void> {
  // Short, because an input holds 128 KiB.
  const names = Array.from({ length: TICKERS }, (_, index) => `T${index.toString(36).toUpperCase()}`);
  const stack = await startChainStack({ real: true, yahoo: { otherwise: history({ rows: 20 }) } });
  try {
    const first = stack.github.dispatchWorkflow({
      tickers: names.join(' '),
      lanes: String(LANES),
      'max-batches': '0',
      'requests-per-second': '60',
    });
    while (!first.outputs['job-id']) await sleep(LOOK_MILLISECONDS);
    const jobId = first.outputs['job-id'];
    await untilDone(stack, jobId, BATCHES / 3);
    const killed = killAllBut(stack, LANES - 1);
    await untilDone(stack, jobId, (2 * BATCHES) / 3);
    const killedLater = killAllBut(stack, 1);
    await stack.github.idle();
    const stored = await readJob(stack.redis, jobId);
    const wrong = await auditJob(stack.redis, jobId);
    if (!stored || wrong.length > 0) throw new Error(wrong.join('; '));
    const { job, facts } = stored;
    const { status, progress } = viewJob(job, facts, false);
    const ends = stack.lines.filter((line) => line.startsWith('🎉')).length;
    const twice = [...stack.yahoo.requests.values()].reduce((sum, times) => sum + times - 1, 0);
    const most = GROUP_TICKERS * (killed + killedLater + LANES);
    if (status !== 'completed' || progress.successful !== TICKERS || ends !== 1 || twice > most)
      throw new Error(`The job is ${status}: ${JSON.stringify(progress)}, ${ends} ends, ${twice} twice`);
    printFigures(
      `${TICKERS} tickers, ${LANES} lanes, ${killed} killed at a third, ${killedLater} at two thirds`,
      [
        ['state', `${status}, ${progress.successful} successful`],
        ['ends that were said', String(ends)],
        ['answers that came twice', `${twice} (at most ${most})`],
        ['runs', String(stack.github.runs().length)],
      ],
    );
  } finally {
    await stack.close();
  }
}

async function untilDone({ redis }: ChainStack, jobId: string, batches: number): Promise<void> {
  while ((await countDone(redis, jobId)) < batches) await sleep(LOOK_MILLISECONDS);
}

/** @returns how many were killed. */
function killAllBut({ github }: ChainStack, left: number): number {
  const working = github.runs().flatMap(({ processId }) => processId ?? []);
  const killed = working.slice(left);
  for (const processId of killed) process.kill(processId, 'SIGKILL');
  return killed.length;
}
