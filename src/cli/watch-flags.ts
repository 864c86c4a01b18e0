import type { Option } from 'commander';
import { UsageError } from './client-error.ts';
import { switchFlag, wholeNumberFlag } from './flag.ts';

/** A look costs the deployment four Redis commands: in an hour 2,880. */
const DEFAULT_SECONDS = 5;
const SECONDS = [1, 3_600] as const;

export interface WatchFlags {
  watch?: true;
  every?: number;
}

const WATCH =
  'Show how it goes on until it ends, with --json in a line for each change. Ctrl-C ends the watching; the job goes on.';

export function watchFlag(): Option {
  return switchFlag('watch', WATCH);
}

export function everyFlag(): Option {
  const description = `Seconds between two looks, from ${SECONDS[0]} to ${SECONDS[1]}; ${DEFAULT_SECONDS} without it.`;
  return wholeNumberFlag('every', 'S', description, SECONDS);
}

/** Seconds between two looks; null if the job is not to be watched. @throws {UsageError} */
export function watchSeconds({ watch, every }: WatchFlags): number | null {
  if (watch) return every ?? DEFAULT_SECONDS;
  if (every !== undefined) throw new UsageError('--every says how often to look: add --watch.');
  return null;
}
