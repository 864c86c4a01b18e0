import type { EventSender } from '../github/create-github.ts';
import type { JobPorts } from './ports.ts';

/** What a run touches. */
export interface RunPorts extends Omit<JobPorts, 'tickerListUrl' | 'starter'> {
  github: EventSender;
  /** Begins a phase of the run: what is logged from now on belongs to it. */
  phase?(title: string): void;
  /** Says what a person should see. @default log */
  warn?(line: string): void;
}
