import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** How long GitHub waits between the signals of a cancellation, in milliseconds. */
export interface CancelDelays {
  readonly untilTerminate: number;
  readonly untilKill: number;
}

/** SIGINT at once, SIGTERM 7.5 s later, SIGKILL 2.5 s after that (docs.github.com, "Canceling a workflow run"). */
export const GITHUB_CANCEL_DELAYS: CancelDelays = { untilTerminate: 7_500, untilKill: 2_500 };

export interface StepCommand {
  readonly file: string;
  readonly arguments: readonly string[];
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly cancelDelays: CancelDelays;
  /** Aborting it cancels the process the way GitHub does. */
  readonly signal: AbortSignal;
  readonly onStart: (processId: number) => void;
  readonly onLine: (line: string) => void;
}

/** Runs a step's process to its end; resolves to how it ended, in words, or to `null` if it exited with 0. */
export async function runStepProcess(command: StepCommand): Promise<string | null> {
  const child = spawn(command.file, ['--import', LEAVE_WITH_PARENT, ...command.arguments], {
    cwd: command.folder,
    env: { ...command.environment },
    // Nothing is ever written to its input: that it ends is how a step learns that the stand-in was killed.
    stdio: ['pipe', 'pipe', 'pipe'],
    // Another process group: Ctrl-C in the terminal is for the stand-in, which passes it on once.
    detached: true,
  });
  const closed = once(child, 'close');
  const lines = Promise.all([child.stdout, child.stderr].map((stream) => readLines(stream, command.onLine)));
  if (child.pid !== undefined) command.onStart(child.pid);

  const { untilTerminate, untilKill } = command.cancelDelays;
  const timers: NodeJS.Timeout[] = [];
  const killAfter = (milliseconds: number, signal: NodeJS.Signals) =>
    timers.push(setTimeout(() => child.kill(signal), milliseconds));
  const cancel = () => {
    child.kill('SIGINT');
    killAfter(untilTerminate, 'SIGTERM');
    killAfter(untilTerminate + untilKill, 'SIGKILL');
  };
  if (command.signal.aborted) cancel();
  command.signal.addEventListener('abort', cancel, { once: true });
  const [[exitCode, signal]] = await Promise.all([closed, lines]).finally(() => {
    command.signal.removeEventListener('abort', cancel);
    timers.forEach(clearTimeout);
  });
  if (exitCode === 0) return null;
  return signal ? `was ended by ${signal}` : `exited with ${exitCode}`;
}

/** A module that ends its process when the pipe to its input closes, however the process at the other end has ended. */
export const LEAVE_WITH_PARENT = new URL('./leave-with-parent.mjs', import.meta.url).href;

async function readLines(stream: Readable, onLine: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }))
    onLine(line);
}
