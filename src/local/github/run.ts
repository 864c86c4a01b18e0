import type { EventEmitter } from 'node:events';
import type { ConcurrencyQueue } from './concurrency-queue.ts';
import type { LogLine } from './log-line.ts';
import type { CancelDelays } from './step-process.ts';
import type { Tokens } from './tokens.ts';
import type { Texts, TriggerEvent } from './triggers.ts';
import type { Workflow } from './workflow-file.ts';

/** What all runs of one stand-in have in common. */
export interface RunSite {
  /** The checkout whose workflows and action are run. */
  readonly root: string;
  /** Where actions of other repositories lie, by what `uses:` says of them, such as `someone/fill-cache@v1`. */
  readonly actions: Readonly<Record<string, string>>;
  readonly repository: string;
  /** Origin of the stand-in: of its API and of its pages. */
  readonly url: string;
  readonly secrets: Texts;
  readonly vars: Texts;
  /** Variables for the processes of the runs, besides those of the workflow. */
  readonly env: Texts;
  /** Where each run keeps its event, output and summary files while it lives. */
  readonly runsFolder: string;
  readonly cancelDelays: CancelDelays;
  readonly queue: ConcurrencyQueue;
  readonly tokens: Tokens;
  readonly events: EventEmitter<{ 'run-started': [Run]; 'run-finished': [Run]; line: [Run, LogLine] }>;
}

export type Conclusion = 'success' | 'failure' | 'cancelled' | 'skipped' | 'startup_failure';

/** What a run is, before anything of it has happened. */
export interface RunIdentity {
  readonly id: number;
  readonly number: number;
  readonly workflow: Workflow;
  readonly event: TriggerEvent;
}

/** One run of a workflow. Its fields change while it lives; the stand-in alone changes them. */
export interface Run extends RunIdentity {
  /** What `run-name` evaluates to. */
  title: string;
  state: { status: 'queued' | 'in_progress' } | { status: 'completed'; conclusion: Conclusion };
  /** Id of the action's process while one lives. */
  processId: number | null;
  /** Outputs of the action, as far as it has set them. */
  readonly outputs: Texts;
  readOutputs(): Texts;
  /** Markdown that the action wrote for the page of the run. */
  summary: string;
  readonly log: LogLine[];
  /** Resolves when the run is over; never rejects. */
  readonly finished: Promise<Conclusion>;
  /** Drops a waiting run, and ends a working one as GitHub does, with three signals. */
  cancel(reason: string): void;
}
