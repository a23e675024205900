/** Refuses an upload that does not say how long it is, where it must (HTTP 411, RFC 9110, section 15.5.12). */
export class LengthRequiredError extends Error {
  override readonly name = 'LengthRequiredError';
  /** 411. */
  readonly status = 411;
  /** 411. */
  readonly statusCode = 411;
  /** True: code that knows http-errors shows the message to the client. */
  readonly expose = true;

  constructor() {
    super('Length Required');
  }
}
