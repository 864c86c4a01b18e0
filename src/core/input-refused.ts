/** What a person who started a run got wrong, in one sentence: field, value, what is allowed. */
export class InputRefused extends Error {
  override readonly name = 'InputRefused';
}
