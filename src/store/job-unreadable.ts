/** What Redis holds under the keys of a job is not what a job is made of. */
export class JobUnreadable extends Error {
  override readonly name = 'JobUnreadable';
  readonly jobId: string;

  constructor(
    jobId: string,
    cause: unknown,
    message = `${jobId} cannot be read: its record in Redis is damaged, or of a newer version. Start a new job.`,
  ) {
    super(message, { cause });
    this.jobId = jobId;
  }
}
