import type { Clock } from '../core/clock.ts';
import type { Facts } from '../core/facts.ts';
import type { Job } from '../core/job.ts';
import type { JobView } from '../core/view.ts';
import { measurePace } from './measure-pace.ts';
import { isLineDue, progressBar, progressLine } from './progress-line.ts';
import type { Terminal } from './terminal.ts';

/** Shows how far a job is: on a terminal by a bar that is drawn again, elsewhere by a line when enough has happened. */
export function createProgressDisplay(terminal: Terminal, clock: Clock) {
  let shown: { view: JobView; at: number } | null = null;

  function textOf(job: Job, facts: Facts, view: JobView): string {
    const pace = measurePace(job, facts, view, clock.now());
    return terminal.isTerminal ? progressBar(view, pace, terminal.columns) : progressLine(view, pace);
  }

  return {
    show(job: Job, facts: Facts, view: JobView): void {
      if (terminal.isTerminal) {
        terminal.draw(textOf(job, facts, view));
      } else if (isLineDue(shown, view, clock.now())) {
        terminal.log(textOf(job, facts, view));
        shown = { view, at: clock.now() };
      }
    },
    /** Prints it once more, to stay. */
    conclude(job: Job, facts: Facts, view: JobView): void {
      terminal.draw(null);
      terminal.log(textOf(job, facts, view));
    },
  };
}
