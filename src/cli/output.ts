import { progressText } from './job-progress.ts';
import type { StatusReply } from './replies.ts';
import { type Hint, hasEnded, headline, statusDetails } from './reply-texts.ts';
import type { Terminal } from './terminal.ts';

/** Where replies go: for people, or for programs. */
export interface Output {
  /** Prints a reply, once. */
  reply(reply: unknown, text: string): void;
  /** Shows how a watched job stands now. */
  follow(status: StatusReply): void;
  /** Ends the following: prints what else there is to say of the job. */
  conclude(status: StatusReply): void;
  /** Prints what is no reply. Programs do not see it. */
  remark(text: string): void;
  /** Prints what went wrong, for programs as JSON too. */
  error(reply: unknown, text: string): void;
}

export interface OutputConfig {
  json: boolean;
  hint: Hint;
  terminal: Terminal;
  /** Apart from the replies, so that these can be piped. */
  stderr: Terminal;
}

export function createOutput({ json, hint, terminal, stderr }: OutputConfig): Output {
  let last: { status: StatusReply['status']; progress: string } | null = null;
  const print: Output['reply'] = (reply, text) => terminal.log(json ? jsonLine(reply) : text);

  return {
    reply: print,
    remark(text) {
      terminal.draw(null);
      stderr.log(text);
    },
    follow(status) {
      if (json) return print(status, '');
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
    error(reply, text) {
      terminal.draw(null);
      if (json) terminal.log(jsonLine(reply));
      stderr.log(text, 'error');
    },
  };
}

/** A terminal changes such characters: escaped they are the same text to who parses it. */
function jsonLine(reply: unknown): string {
  return JSON.stringify(reply)
    .replaceAll('##[', '#\\u0023[')
    .replace(/[\p{Cf}\p{Co}\p{Zl}\p{Zp}]/gu, (one) =>
      Array.from(
        { length: one.length },
        (_, at) => `\\u${one.charCodeAt(at).toString(16).padStart(4, '0')}`,
      ).join(''),
    );
}
