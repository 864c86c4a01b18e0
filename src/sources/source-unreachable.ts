/** A gateway in Yahoo's place that does not answer at all: a fault of the configuration, not of a ticker. */
export class SourceUnreachable extends Error {
  override readonly name = 'SourceUnreachable';
  /** Without the credentials and the path that its URL may hold: a path may be a secret too. */
  readonly origin: string;

  constructor(origin: string, reason: string, options: ErrorOptions) {
    super(
      `The price source ${origin} does not answer (${reason}): start it, correct YAHOO_FINANCE_URL, or unset it to ask Yahoo itself.`,
      options,
    );
    this.origin = origin;
  }
}
