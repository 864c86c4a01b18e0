import type { RunOutcome } from '../../src/core/run-outcome.ts';
import type { ChainEvent } from '../../src/github/chain-event.ts';
import { type ActionInputs, readInputs } from '../../src/github/inputs.ts';
import type { WatchOutcome } from '../../src/jobs/check-open-job.ts';
import type { CreatePorts } from '../../src/jobs/create-job.ts';
import { runForAction } from '../../src/jobs/run-for-action.ts';
import type { RunPorts } from '../../src/jobs/run-ports.ts';
import { startByEvent } from '../../src/jobs/run-starter.ts';
import { watch } from '../../src/jobs/watch.ts';
import { NO_NOTICES } from '../../src/notices/notice-settings.ts';
import { readJob } from '../../src/store/read-job.ts';
import { createFakeClock } from './fake-clock.ts';
import { NOON } from './job-fixtures.ts';
import { createMemoryRedis } from './memory-redis.ts';
import { createScriptedGitHub } from './scripted-github.ts';
import { createScriptedSource } from './scripted-source.ts';

type ChainPorts = RunPorts & CreatePorts;
type Given = Partial<Pick<RunPorts, 'source'>> & { github?: ReturnType<typeof createScriptedGitHub> };

/** Inputs as GitHub gives them: text, and empty if not given. */
export function inputsOf(texts: Record<string, string> = {}): ActionInputs {
  const env = { UPSTASH_REDIS_REST_URL: 'https://redis.example', UPSTASH_REDIS_REST_TOKEN: 'token' };
  return readInputs((name) => texts[name] ?? '', env);
}

/** Runs of the chain over a Redis in memory, a scripted source and a scripted GitHub, on a clock of their own. */
export function aChain(given: Given = {}) {
  const clock = createFakeClock(NOON);
  const redis = createMemoryRedis(clock.now);
  const github = given.github ?? createScriptedGitHub();
  const source = given.source ?? createScriptedSource();
  const leave = new AbortController();
  const log: string[] = [];
  let draws = 0;
  const ports: ChainPorts = {
    redis,
    source,
    github,
    clock,
    random: () => {
      draws += 1;
      return (draws % 97) / 97;
    },
    fetch: () => Promise.reject(new Error('no list is fetched')),
    tickerListUrl: undefined,
    notices: NO_NOTICES,
    log: (line) => log.push(line),
  };
  let runs = 0;
  const start = (
    texts: Record<string, string>,
    event: ChainEvent | null,
    runId?: string,
    others: Partial<ChainPorts> = {},
  ) => {
    runs += 1;
    const request = { inputs: inputsOf(texts), event, runId: runId ?? String(100 + runs) };
    return runForAction(
      { ...request, cause: event?.reason ?? 'workflow_dispatch', cancelSignal: leave.signal },
      { ...ports, ...others },
    );
  };

  return {
    clock,
    redis,
    github,
    log,
    leave,
    ports,
    start,
    /** A run by hand; its inputs as text. */
    run: (texts: Record<string, string>, runId?: string): Promise<RunOutcome> =>
      clock.settle(start(texts, null, runId)),
    /** A run that an event has started. */
    runOn: (event: ChainEvent, runId?: string): Promise<RunOutcome> => clock.settle(start({}, event, runId)),
    /** A look of the watchdog. */
    watch: (runId = '900'): Promise<WatchOutcome> =>
      clock.settle(watch(runId, { ...ports, starter: startByEvent(ports.github) })),
    async stored(id: string) {
      const stored = await readJob(redis, id);
      if (!stored) throw new Error(`there is no job ${id}`);
      return stored;
    },
  };
}
