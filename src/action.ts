import * as core from '@actions/core';
import { limitHeapGrowth } from './fetching/heap-growth.ts';
import { systemClock } from './fetching/system-clock.ts';
import { parseChainEvent } from './github/chain-event.ts';
import { createGitHub } from './github/create-github.ts';
import { readInputs } from './github/inputs.ts';
import {
  logLine,
  reportError,
  reportOutcome,
  reportWatch,
  startPhase,
  warningLine,
} from './github/report-outcome.ts';
import { readRunContext } from './github/run-context.ts';
import { withTickersFile } from './github/tickers-file.ts';
import { jobRequestOf, runForAction } from './jobs/run-for-action.ts';
import { startByEvent } from './jobs/run-starter.ts';
import { startNightlyJob } from './jobs/start-nightly.ts';
import { watch } from './jobs/watch.ts';
import { readNoticeSettings } from './notices/notice-settings.ts';
import { notifySecrets } from './notices/notify-secrets.ts';
import { createSource } from './sources/create-source.ts';
import { readEnvironment } from './sources/environment.ts';
import { createRedis } from './store/redis.ts';

const cancelled = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => cancelled.abort(new Error(signal)));

try {
  const given = readInputs((name) => core.getInput(name), process.env);
  const secrets = [given.redisToken, given.githubToken, ...notifySecrets(given.notify)];
  for (const secret of secrets) if (secret) core.setSecret(secret);
  const environment = readEnvironment(process.env);
  const { eventName, payload, runId, repository, apiUrl, runUrl } = await readRunContext();
  const notices = readNoticeSettings(given.notify, process.env, runUrl);
  const clock = systemClock;
  const random = Math.random;
  const github = createGitHub({ token: given.githubToken, repository, apiUrl, clock, random });
  const ports = {
    redis: createRedis({ url: given.redisUrl, token: given.redisToken }),
    source: createSource({ ...environment.yahoo, now: () => new Date() }),
    github,
    starter: startByEvent(github),
    clock,
    random,
    fetch,
    tickerListUrl: environment.tickerListUrl,
    notices,
    log: logLine,
    phase(title: string) {
      startPhase(title);
      if (title === 'Fetch') limitHeapGrowth();
    },
    warn: warningLine,
  };
  const event = eventName === 'repository_dispatch' ? parseChainEvent(payload) : null;
  const inputs = await withTickersFile(given, event, process.env.GITHUB_WORKSPACE ?? '.');
  if (given.command === 'resume-stalled') {
    await reportWatch(await watch(runId, ports, startNightlyJob(jobRequestOf(inputs), ports)));
  } else {
    const cause = event?.reason ?? eventName;
    // Set early, so that whoever watches the run can follow its job.
    const onCreated = (jobId: string) => core.setOutput('job-id', jobId);
    const run = { inputs, event, runId, cause, cancelSignal: cancelled.signal, onCreated };
    await reportOutcome(await runForAction(run, ports), notices.pageUrl, clock.now());
  }
} catch (error) {
  await reportError(error);
}
