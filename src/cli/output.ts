import { progressText } from './job-progress.ts';
import type { StatusReply } from './replies.ts';
import { type Hint, hasEnded, headline, statusDetails } from './reply-texts.ts';
import type { Terminal } from './terminal.ts';

/** Where answers go: for people, or for programs. */
export interface Output {
  /** An answer, once. */
  tell(answer: unknown, text: string): void;
  /** How a watched job stands now. */
  follow(status: StatusReply): void;
  /** That nothing more will be followed: what else there is to say of the job. */
  conclude(status: StatusReply): void;
  /** What is no answer. Programs do not get to see it. */
  remark(text: string): void;
  /** What went wrong, as an answer too for programs. */
  complain(answer: unknown, text: string): void;
}

export interface OutputConfig {
  json: boolean;
  hint: Hint;
  terminal: Terminal;
  /** Beside the answers, so that these can be piped. */
  stderr: Terminal;
}

export function createOutput({ json, hint, terminal, stderr }: OutputConfig): Output {
  let last: { status: StatusReply['status']; progress: string } | null = null;
  const tell: Output['tell'] = (answer, text) => terminal.log(json ? JSON.stringify(answer) : text);
  const remark = (text: string) => {
    terminal.draw(null);
    stderr.log(text);
  };

  return {
    tell,
    remark,
    follow(status) {
      if (json) return tell(status, '');
      // The headline counts batches, as the line of progress does: it is news only with another state.
      if (status.status !== last?.status && !hasEnded(status)) terminal.log(headline(status));
      const progress = progressText(status, terminal.isTerminal ? terminal.columns : null);
      if (terminal.isTerminal) terminal.draw(progress);
      else if (progress !== last?.progress) terminal.log(progress);
      last = { status: status.status, progress };
    },
    conclude(status) {
      if (json) return;
      terminal.draw(null);
      // What was drawn is gone.
      if (terminal.isTerminal && last) terminal.log(last.progress);
      if (hasEnded(status)) terminal.log(headline(status));
      terminal.log(statusDetails(status, hint));
    },
    complain(answer, text) {
      terminal.draw(null);
      if (json) terminal.log(JSON.stringify(answer));
      stderr.log(text, 'error');
    },
  };
}
