import { jobsPath, statusPath, verbPath } from './paths.ts';
import type { Command, Invocation } from './read-invocation.ts';
import {
  continuedSchema,
  controlSchema,
  jobsSchema,
  type StatusReply,
  startedSchema,
  statusSchema,
} from './replies.ts';
import {
  continuedText,
  controlText,
  type Hint,
  hasEnded,
  isStuck,
  listText,
  startedText,
} from './reply-texts.ts';
import { type WatchPorts, watchJob } from './watch-job.ts';

/** `left`: the user has ended the watching. */
export type Outcome = { kind: 'done' } | { kind: 'failed' } | { kind: 'left'; jobId: string };

/** Does what a command asks for, and tells of it. @throws {RequestRefused} {NotReachable} */
export async function perform(
  { command, watchEvery }: Invocation,
  hint: Hint,
  ports: WatchPorts,
): Promise<Outcome> {
  const { api, output } = ports;
  if (command.name === 'list') {
    const answer = await api.get(jobsPath(command.limit), jobsSchema);
    output.tell(answer, listText(answer));
    return { kind: 'done' };
  }
  if (command.name === 'status' && watchEvery === null) {
    const answer = await api.get(statusPath(command.jobId), statusSchema);
    output.follow(answer);
    output.conclude(answer);
    return { kind: isGood(answer) ? 'done' : 'failed' };
  }
  const jobId = command.name === 'status' ? command.jobId : await request(command, watchEvery, hint, ports);
  if (watchEvery === null) return { kind: 'done' };
  const last = await watchJob(jobId, watchEvery, ports);
  if (last === null) return { kind: 'left', jobId };
  return { kind: isGood(last) && !isStuck(last) ? 'done' : 'failed' };
}

/** @returns the id of the job that the answer is about. */
async function request(
  command: Exclude<Command, { name: 'list' | 'status' }>,
  watchEvery: number | null,
  hint: Hint,
  { api, output }: WatchPorts,
): Promise<string> {
  const path = verbPath(command.name);
  const next = (jobId: string) =>
    watchEvery === null ? `To watch it: ${hint(`status ${jobId} --watch`)}` : null;
  switch (command.name) {
    case 'start':
    case 'retry': {
      const body = command.name === 'start' ? command.wish : { jobId: command.jobId };
      const headers: Record<string, string> = command.key === null ? {} : { 'idempotency-key': command.key };
      const answer = await api.post(path, body, startedSchema, headers);
      const { jobId } = answer;
      const isHeld = command.name === 'start' && command.wish.startImmediately === false;
      output.tell(
        answer,
        startedText(answer, isHeld ? `To start it: ${hint(`continue ${jobId}`)}` : next(jobId)),
      );
      return jobId;
    }
    case 'continue': {
      const { jobId, once } = command;
      const body = { jobId, ...(once && { autoContinue: false }) };
      const answer = await api.post(path, body, continuedSchema, preference(command, watchEvery));
      output.tell(answer, continuedText(answer, next(jobId)));
      return jobId;
    }
    default: {
      const answer = await api.post(path, { jobId: command.jobId }, controlSchema);
      output.tell(answer, controlText(answer));
      return command.jobId;
    }
  }
}

/** Whoever watches sees the batch anyway. */
function preference(
  { waitSeconds }: Extract<Command, { name: 'continue' }>,
  watchEvery: number | null,
): Record<string, string> {
  if (watchEvery !== null) return { prefer: 'respond-async' };
  return waitSeconds === null ? {} : { prefer: `wait=${waitSeconds}` };
}

function isGood(status: StatusReply): boolean {
  return !hasEnded(status) || status.status === 'completed';
}
