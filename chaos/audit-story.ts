import { endOf } from '../src/core/job.ts';
import { viewJob } from '../src/core/view.ts';
import { KEYS } from '../src/store/keys.ts';
import { readJob, type StoredJob } from '../src/store/read-job.ts';
import { auditJob } from '../test/support/audit.ts';
import { everythingIn } from '../test/support/everything-in.ts';
import { watchRedis } from '../test/support/watched-redis.ts';
import type { Scene } from './scene.ts';
import { SECRETS } from './secrets.ts';

/** Requests without an answer that a ticker must have had before it is failed for it. */
const EVIDENCE = 5;

/** What must hold at any moment, since documents and evidence come before the facts that speak of them. */
export async function auditAtAnyTime(scene: Scene, jobId: string): Promise<string[]> {
  const stored = await readJob(scene.calm, jobId);
  if (!stored) return [`${jobId} is gone`];
  return [
    ...(await auditJob(scene.calm, jobId)),
    ...blamesNobody(scene, stored),
    ...hasOneRunForEachHop(stored),
  ];
}

/** What must hold when the story is over. */
export async function auditEnd(scene: Scene, jobId: string): Promise<string[]> {
  const stored = await readJob(scene.calm, jobId);
  if (!stored) return [`${jobId} is gone`];
  return [
    ...(await auditAtAnyTime(scene, jobId)),
    ...hasEnded(stored),
    ...tellsItsEndOnce(scene, stored),
    ...(await leavesNothingBehind(scene, jobId)),
    ...(await tellsNoSecret(scene)),
  ];
}

function hasEnded({ job, facts, alive }: StoredJob): string[] {
  const { status, progress } = viewJob(job, facts, alive);
  if (status !== 'completed' || !endOf(job))
    return [`the job is ${status}, with ${progress.processed} of ${progress.total}`];
  const sums = [progress.processed, progress.successful, progress.failed].join();
  const end = endOf(job);
  const told = [progress.total, end?.successful, end?.failed].join();
  return sums === told ? [] : [`the facts come to ${sums}, the end says ${told}`];
}

/** By the run that stands in the end, if it lived to tell. */
function tellsItsEndOnce({ stack, outside }: Scene, { job }: StoredJob): string[] {
  const ofGitHub = stack.github.runs().map((run) => ({
    id: String(run.id),
    text: run.log.map(({ text }) => text).join('\n'),
    succeeded: run.state.status === 'completed' && run.state.conclusion === 'success',
  }));
  const ofOthers = [...outside.printed].map(([id, text]) => ({ id, text, succeeded: false }));
  const runs = [...ofGitHub, ...ofOthers];
  const by = endOf(job)?.by;
  const tellers = runs.filter(({ text }) => text.includes('🎉'));
  const others = tellers.filter(({ id }) => id !== by);
  const ender = runs.find(({ id }) => id === by);
  return [
    ...others.map(({ id }) => `${id} tells an end that is by ${by}`),
    ...(ender?.succeeded && !tellers.includes(ender) ? [`${ender.id} keeps its end to itself`] : []),
  ];
}

/** Dead tickers have failed in Yahoo's words; others only if they were silent often enough. */
function blamesNobody({ yahoo }: Scene, { job, facts }: StoredJob): string[] {
  return viewJob(job, facts, false).failures.flatMap(({ ticker, code }) => {
    const isEvident =
      code === 'no-answer' ? (yahoo.silences.get(ticker) ?? 0) >= EVIDENCE : yahoo.isDead(ticker);
    return isEvident ? [] : [`${ticker} is blamed (${code})`];
  });
}

/** Who finds its hop taken leaves at once, and says nothing of itself. */
function hasOneRunForEachHop({ facts }: StoredJob): string[] {
  return [...facts.runs]
    .filter(([runId, { lane, hop }]) => facts.hops.get(lane)?.get(hop) !== runId)
    .map(
      ([runId, { lane, hop }]) =>
        `run ${runId} worked as hop ${hop}, which is of ${facts.hops.get(lane)?.get(hop)}`,
    );
}

async function leavesNothingBehind({ calm, stack }: Scene, jobId: string): Promise<string[]> {
  const promises = [KEYS.lease(jobId, 1), KEYS.dispatch(jobId, 1)];
  const records = [KEYS.job(jobId), KEYS.plan(jobId), KEYS.done(jobId), KEYS.runs(jobId)];
  const [open, ...lives] = await calm.pipeline([
    ['SISMEMBER', KEYS.openJobs, jobId],
    ...[...promises, ...records].map((key) => ['TTL', key] as const),
  ]);
  const ofPromises = lives.slice(0, promises.length).map(Number);
  const ofRecords = lives.slice(promises.length).map(Number);
  const processes = stack.github.runs().filter(({ processId }) => processId !== null);
  return [
    // Gone is -2. A write of a run that has left may land late: then its promise runs out by itself.
    ...(ofPromises.every((life) => life === -2 || life > 0) ? [] : ['a promise is for ever']),
    ...(open === 0 ? [] : ['an ended job is among the open ones']),
    ...(ofRecords.every((life) => life > 0) ? [] : [`keys without a time to live: ${ofRecords.join(', ')}`]),
    ...(processes.length === 0 ? [] : ['a process is left']),
  ];
}

async function tellsNoSecret({ calm, stack, outside }: Scene): Promise<string[]> {
  const summaries = stack.github.runs().map(({ summary }) => summary);
  const stored = JSON.stringify(await everythingIn(watchRedis(calm)));
  const written = [...stack.lines, ...outside.printed.values(), ...summaries, stored].join('\n');
  return Object.values(SECRETS)
    .filter((secret) => written.includes(secret))
    .map((secret) => `${secret} was written`);
}
