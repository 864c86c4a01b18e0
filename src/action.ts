import * as core from '@actions/core';
import { parseChainEvent } from './chain/chain-event.ts';
import { readEnvironment } from './chain/environment.ts';
import { createGitHub } from './chain/github.ts';
import { readInputs } from './chain/inputs.ts';
import { reportOutcome } from './chain/report-outcome.ts';
import { resumeStalled } from './chain/resume-stalled.ts';
import { readRunContext } from './chain/run-context.ts';
import { runJob } from './chain/run-job.ts';
import type { RunPorts } from './chain/run-ports.ts';
import { keepHeapSmall } from './chain/small-heap.ts';
import { systemClock } from './fill/clock.ts';
import { createYahooSource } from './prices/yahoo.ts';
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
    github: createGitHub({ token: inputs.githubToken, repository, apiUrl }),
    clock: systemClock,
    random: Math.random,
    fetch,
    tickerListUrl: environment.tickerListUrl,
    log: core.info,
  };
  if (inputs.command === 'resume-stalled') {
    const { troubles } = await resumeStalled(runId, ports);
    if (troubles.length > 0) core.setFailed(troubles.join(' '));
  } else {
    const event = eventName === 'repository_dispatch' ? parseChainEvent(payload) : null;
    await reportOutcome(
      await runJob({ inputs, event, runId, cause: event?.reason ?? eventName, leave: leave.signal }, ports),
    );
  }
} catch (error) {
  core.setFailed(error instanceof Error ? error.message : String(error));
}
