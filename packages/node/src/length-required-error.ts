/** Rejects an upload of unknown length to a route that requires a length (HTTP 411, RFC 9110, section 15.5.12). */
export class LengthRequiredError extends Error {
  override readonly name = 'LengthRequiredError';
  /** 411. */
  readonly status = 411;
  /** 411. */
  readonly statusCode = 411;
  /** True, so that code written for http-errors sends the message to clients. */
  readonly expose = true;

  constructor() {
    super('Length Required');
  }
}
