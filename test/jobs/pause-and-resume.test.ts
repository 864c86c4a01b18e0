import { expect, test } from 'vitest';
import { pauseJob } from '../../src/jobs/control-job.ts';
import { resumeJob } from '../../src/jobs/resume-job.ts';
import { startByEvent } from '../../src/jobs/run-starter.ts';
import { aChain } from '../support/chain-run.ts';

const TWELVE = {
  tickers: 'T1 T2 T3 T4 T5 T6 T7 T8 T9 T10 T11 T12',
  'requests-per-second': '0',
};

/** A job whose first run has handed over; its event is not delivered yet. */
async function handedOver() {
  const chain = aChain();
  const { view } = await chain.run(TWELVE);
  const ports = { ...chain.ports, starter: startByEvent(chain.github) };
  const [event = expect.unreachable()] = chain.github.events;
  return {
    ...chain,
    jobId: view.jobId,
    event,
    pause: () => pauseJob(view.jobId, ports),
    resume: () => resumeJob(view.jobId, ports),
  };
}

test('a run that finds its job paused gives up the lane that was held for it, so that resuming starts a run', async () => {
  const chain = await handedOver();
  await chain.pause();
  expect(await chain.runOn(chain.event)).toMatchObject({ batchesRun: 0, view: { status: 'paused' } });
  expect((await chain.stored(chain.jobId)).alive).toBe(false);
  expect(await chain.resume()).toMatchObject({ kind: 'started' });
  expect(chain.github.events).toHaveLength(2);
});

test('a job that is resumed before its next run is there waits for that run, and starts no other', async () => {
  const chain = await handedOver();
  await chain.pause();
  expect(await chain.resume()).toEqual({ kind: 'alive' });
  expect(await chain.runOn(chain.event)).toMatchObject({ batchesRun: 1 });
});

test('a job that is resumed while a run finds it paused gets its next run from that run', async () => {
  const chain = await handedOver();
  await chain.pause();
  chain.redis.before = async (commands) => {
    if (!commands.some(([name]) => name === 'EVAL')) return;
    chain.redis.before = async () => {};
    expect(await chain.resume()).toEqual({ kind: 'alive' });
  };
  expect(await chain.runOn(chain.event)).toMatchObject({ batchesRun: 0, dispatched: true });
  expect(chain.github.events).toHaveLength(2);
});

test.each([-3_600_000, 0, 3_600_000])(
  'a caller whose clock is off by %i ms resumes all the same',
  async (off) => {
    const chain = await handedOver();
    await chain.pause();
    const ports = { ...chain.ports, clock: { ...chain.clock, now: () => chain.clock.now() + off } };
    await resumeJob(chain.jobId, { ...ports, starter: startByEvent(chain.github) });
    expect((await chain.stored(chain.jobId)).job.state.status).toBe('open');
    await pauseJob(chain.jobId, chain.ports);
    expect((await chain.stored(chain.jobId)).job.state.status).toBe('paused');
  },
);

test('pausing and resuming a lane that makes no progress does not use up its runs', async () => {
  const chain = await handedOver();
  for (let time = 0; time < 4; time++) {
    await chain.pause();
    const event = chain.github.events.at(-1) ?? expect.unreachable();
    await chain.runOn(event);
    await chain.resume();
  }
  const last = chain.github.events.at(-1) ?? expect.unreachable();
  expect(await chain.runOn(last)).toMatchObject({ batchesRun: 1, problem: null });
});
