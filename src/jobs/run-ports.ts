import type { EventSender } from '../github/create-github.ts';
import type { JobPorts } from './ports.ts';

/** What a run touches. */
export interface RunPorts extends Omit<JobPorts, 'tickerListUrl' | 'starter'> {
  github: EventSender;
}
