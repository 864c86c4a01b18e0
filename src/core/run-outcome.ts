import type { JobView } from './view.ts';

/** What a run has come to. `problem` is what a person should know; it makes the run red. */
export interface RunOutcome {
  view: JobView;
  batchesRun: number;
  dispatched: boolean;
  problem: string | null;
}
