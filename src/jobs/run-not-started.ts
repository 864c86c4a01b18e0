import { errorMessage } from '../core/error-message.ts';

/** A job was made, but GitHub has not started its run: it can be continued. `cause` is GitHub's error. */
export class RunNotStarted extends Error {
  override readonly name = 'RunNotStarted';
  readonly jobId: string;

  constructor(jobId: string, cause: unknown) {
    super(errorMessage(cause), { cause });
    this.jobId = jobId;
  }
}
