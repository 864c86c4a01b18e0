import type { ConcurrencyQueue } from './concurrency-queue.ts';
import type { CancelDelays } from './step-process.ts';
import type { Tokens } from './tokens.ts';

/** What all runs of one stand-in have in common. */
export interface RunSite {
  /** The checkout whose workflows and action are run. */
  readonly root: string;
  /** `owner/name`. */
  readonly repository: string;
  /** Origin of the stand-in: of its API and of its pages. */
  readonly url: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
  /** Variables for the processes of the runs, besides those of the workflow. */
  readonly env: Readonly<Record<string, string>>;
  readonly nodePath: string;
  /** Where each run keeps its event, output and summary files while it lives. */
  readonly runsFolder: string;
  readonly cancelDelays: CancelDelays;
  readonly queue: ConcurrencyQueue;
  readonly tokens: Tokens;
}
