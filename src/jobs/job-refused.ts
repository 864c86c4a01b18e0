/** Why a use case is refused: the state of the job forbids it, or the job is not there. */
export type RefusalCode =
  | 'unknown-job'
  | 'state-forbids'
  | 'not-configured'
  | 'idempotency-key-reused'
  | 'too-many-jobs';

/** What was asked of a job cannot be done; the job is as it was. The message is one sentence that says what to do. */
export class JobRefused extends Error {
  override readonly name = 'JobRefused';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(message);
    this.code = code;
  }
}
