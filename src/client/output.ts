import type { Screen } from '../local/screen.ts';
import { type Hint, hasEnded, headline, statusDetails } from './answer-texts.ts';
import type { StatusAnswer } from './answers.ts';
import { progressText } from './job-progress.ts';

/** Where answers go: for people, or for programs. */
export interface Output {
  /** An answer, once. */
  tell(answer: unknown, text: string): void;
  /** How a watched job stands now. */
  follow(status: StatusAnswer): void;
  /** That nothing more will be followed: what else there is to say of the job. */
  conclude(status: StatusAnswer): void;
  /** What is no answer. Programs do not get to see it. */
  remark(text: string): void;
  /** What went wrong, as an answer too for programs. */
  complain(answer: unknown, text: string): void;
}

export interface OutputConfig {
  json: boolean;
  hint: Hint;
  screen: Screen;
  /** Beside the answers, so that these can be piped. */
  complaints: Screen;
}

export function createOutput({ json, hint, screen, complaints }: OutputConfig): Output {
  let last: { status: StatusAnswer['status']; progress: string } | null = null;
  const tell: Output['tell'] = (answer, text) => screen.log(json ? JSON.stringify(answer) : text);
  const remark = (text: string) => {
    screen.draw(null);
    complaints.log(text);
  };

  return {
    tell,
    remark,
    follow(status) {
      if (json) return tell(status, '');
      // The headline counts batches, as the line of progress does: it is news only with another state.
      if (status.status !== last?.status && !hasEnded(status)) screen.log(headline(status));
      const progress = progressText(status, screen.isTerminal ? screen.columns : null);
      if (screen.isTerminal) screen.draw(progress);
      else if (progress !== last?.progress) screen.log(progress);
      last = { status: status.status, progress };
    },
    conclude(status) {
      if (json) return;
      screen.draw(null);
      // What was drawn is gone.
      if (screen.isTerminal && last) screen.log(last.progress);
      if (hasEnded(status)) screen.log(headline(status));
      screen.log(statusDetails(status, hint));
    },
    complain(answer, text) {
      screen.draw(null);
      if (json) screen.log(JSON.stringify(answer));
      complaints.log(text, 'error');
    },
  };
}
