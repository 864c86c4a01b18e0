/** The stack cannot start here, or not with what it was given. The message is one sentence that says what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}
