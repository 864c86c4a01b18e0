/** What a person who started a run got wrong, in one sentence: field, value, what is allowed. */
export class InputRefused extends Error {
  override readonly name = 'InputRefused';
}

/** Why a job cannot be worked on, or cannot go on by itself; the job itself stays as it is. */
export class JobNotContinuable extends Error {
  override readonly name = 'JobNotContinuable';
}
