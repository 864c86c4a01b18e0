import * as core from '@actions/core';
import { systemClock } from './fetching/system-clock.ts';
import { parseChainEvent } from './github/chain-event.ts';
import { createDispatcher } from './github/dispatch.ts';
import { readInputs } from './github/inputs.ts';
import { reportOutcome } from './github/report-outcome.ts';
import { readRunContext } from './github/run-context.ts';
import { keepHeapSmall } from './github/small-heap.ts';
import { runJob } from './jobs/run-job.ts';
import type { RunPorts } from './jobs/run-ports.ts';
import { resumeStalled } from './jobs/watch.ts';
import { readEnvironment } from './sources/environment.ts';
import { createYahooSource } from './sources/yahoo.ts';
import { createRedis } from './store/redis.ts';

keepHeapSmall();
const leave = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => leave.abort(new Error(signal)));

try {
  const inputs = readInputs((name) => core.getInput(name), process.env);
  for (const secret of [inputs.redisToken, inputs.githubToken]) if (secret) core.setSecret(secret);
  const environment = readEnvironment(process.env);
  const { eventName, payload, runId, repository, apiUrl } = await readRunContext(process.env);
  const ports: RunPorts = {
    redis: createRedis({ url: inputs.redisUrl, token: inputs.redisToken }),
    source: createYahooSource({ ...environment.yahoo, now: () => new Date() }),
    github: createDispatcher({ token: inputs.githubToken, repository, apiUrl }),
    clock: systemClock,
    random: Math.random,
    fetch,
    tickerListUrl: environment.tickerListUrl,
    log: core.info,
  };
  if (inputs.command === 'resume-stalled') {
    const { problems } = await resumeStalled(runId, ports);
    if (problems.length > 0) core.setFailed(problems.join(' '));
  } else {
    const event = eventName === 'repository_dispatch' ? parseChainEvent(payload) : null;
    await reportOutcome(
      await runJob({ inputs, event, runId, cause: event?.reason ?? eventName, leave: leave.signal }, ports),
    );
  }
} catch (error) {
  core.setFailed(error instanceof Error ? error.message : String(error));
}
