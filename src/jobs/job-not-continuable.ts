/** Why a job cannot be worked on, or cannot go on by itself; the job itself stays as it is. */
export class JobNotContinuable extends Error {
  override readonly name = 'JobNotContinuable';
}
