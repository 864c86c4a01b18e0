import { endOf } from '../src/core/job.ts';
import { viewJob } from '../src/core/view.ts';
import { KEYS } from '../src/store/keys.ts';
import { readJob, type StoredJob } from '../src/store/read-job.ts';
import { auditJob } from '../test/support/audit.ts';
import { everythingIn } from '../test/support/everything-in.ts';
import { watchRedis } from '../test/support/watched-redis.ts';
import { auditNotices } from './audit-notices.ts';
import { leavesDamagedJobsAlone } from './damaged-jobs.ts';
import { SECRETS } from './secrets.ts';
import type { StoryStack } from './story-stack.ts';

/** Requests without an answer that a ticker must have had before it is failed for it. */
const EVIDENCE = 5;

/** What must hold at any moment, since documents and evidence come before the facts that speak of them. */
export async function auditAtAnyTime(stack: StoryStack, jobId: string): Promise<string[]> {
  const stored = await readJob(stack.direct, jobId);
  if (!stored) return [`${jobId} is gone`];
  return [
    ...(await auditJob(stack.direct, jobId)),
    ...failsOnlyOnEvidence(stack, stored),
    ...hasOneRunForEachHop(stored),
  ];
}

/** What must hold when the story is over. */
export async function auditEnd(stack: StoryStack, jobId: string): Promise<string[]> {
  const stored = await readJob(stack.direct, jobId);
  if (!stored) return [`${jobId} is gone`];
  return [
    ...(await auditAtAnyTime(stack, jobId)),
    ...hasEnded(stored),
    ...reportsItsEndOnce(stack, stored),
    ...(await auditNotices(stack, stored.job)),
    ...(await leavesNothingBehind(stack, jobId)),
    ...(await leavesDamagedJobsAlone(stack)),
    ...(await writesNoSecret(stack)),
  ];
}

function hasEnded({ job, facts, alive }: StoredJob): string[] {
  const { status, progress } = viewJob(job, facts, alive);
  if (status !== 'completed' || !endOf(job))
    return [`the job is ${status}, with ${progress.processed} of ${progress.total}`];
  const derived = [progress.processed, progress.successful, progress.failed].join();
  const stated = [progress.total, endOf(job)?.successful, endOf(job)?.failed].join();
  return derived === stated ? [] : [`the facts come to ${derived}, the end says ${stated}`];
}

/** By the run that is named in the end, unless it was killed before. */
function reportsItsEndOnce({ chain, outside }: StoryStack, { job }: StoredJob): string[] {
  const ofGitHub = chain.github.runs().map((run) => ({
    id: String(run.id),
    text: run.log.map(({ text }) => text).join('\n'),
    succeeded: run.state.status === 'completed' && run.state.conclusion === 'success',
  }));
  const ofOthers = [...outside.printed].map(([id, text]) => ({ id, text, succeeded: false }));
  const runs = [...ofGitHub, ...ofOthers];
  const reporters = runs.filter(({ text }) => text.includes('🎉'));
  const others = reporters.filter(({ id }) => id !== endOf(job)?.by);
  const ender = runs.find(({ id }) => id === endOf(job)?.by);
  return [
    ...others.map(({ id }) => `${id} reports an end that is by ${endOf(job)?.by}`),
    ...(ender?.succeeded && !reporters.includes(ender) ? [`${ender.id} does not report its end`] : []),
  ];
}

/** Dead tickers have failed in Yahoo's words; others only after enough requests without an answer. */
function failsOnlyOnEvidence({ yahoo }: StoryStack, { job, facts }: StoredJob): string[] {
  return viewJob(job, facts, false).failures.flatMap(({ ticker, code }) => {
    const isEvident =
      code === 'no-answer' ? (yahoo.unanswered.get(ticker) ?? 0) >= EVIDENCE : yahoo.isDead(ticker);
    return isEvident ? [] : [`${ticker} failed without evidence (${code})`];
  });
}

/** A run that finds its hop taken ends at once, and writes no record. */
function hasOneRunForEachHop({ facts }: StoredJob): string[] {
  return [...facts.runs]
    .filter(([runId, { lane, hop }]) => facts.hops.get(lane)?.get(hop) !== runId)
    .map(
      ([runId, { lane, hop }]) =>
        `run ${runId} worked as hop ${hop}, which is of ${facts.hops.get(lane)?.get(hop)}`,
    );
}

async function leavesNothingBehind({ direct, chain, lanes }: StoryStack, jobId: string): Promise<string[]> {
  const leases = Array.from({ length: lanes }, (_, index) => index + 1).flatMap((lane) => [
    KEYS.lease(jobId, lane),
    KEYS.dispatch(jobId, lane),
  ]);
  const records = [KEYS.job(jobId), KEYS.plan(jobId), KEYS.done(jobId), KEYS.runs(jobId)];
  const [open, ...lives] = await direct.pipeline([
    ['SMEMBERS', KEYS.openJobs],
    ...[...leases, ...records].map((key) => ['TTL', key] as const),
  ]);
  const ofLeases = lives.slice(0, leases.length).map(Number);
  const ofRecords = lives.slice(leases.length).map(Number);
  const processes = chain.github.runs().filter(({ processId }) => processId !== null);
  return [
    // -2 is no key. A write of a run that has ended may land late: then its lease expires.
    ...(ofLeases.every((life) => life === -2 || life > 0) ? [] : ['a lease never expires']),
    ...(Array.isArray(open) && !open.includes(jobId) ? [] : ['an ended job is among the open ones']),
    ...(ofRecords.every((life) => life > 0) ? [] : [`keys without a time to live: ${ofRecords.join(', ')}`]),
    ...(processes.length === 0 ? [] : ['a process is left']),
  ];
}

async function writesNoSecret({ direct, chain, outside }: StoryStack): Promise<string[]> {
  const summaries = chain.github.runs().map(({ summary }) => summary);
  const stored = JSON.stringify(await everythingIn(watchRedis(direct)));
  const written = [...chain.lines, ...outside.printed.values(), ...summaries, stored].join('\n');
  return Object.values(SECRETS)
    .filter((secret) => written.includes(secret))
    .map((secret) => `${secret} was written`);
}
