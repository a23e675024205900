/** Rejects a request. All of its properties may be shown to the client. */
export class RequestError extends Error {
  override readonly name = 'RequestError';

  /**
   * @param status - 400 to 499, or 501
   * @param error - a short code for programs
   * @param detail - one sentence for a person
   */
  constructor(
    readonly status: number,
    readonly error: string,
    readonly detail: string,
  ) {
    super(detail);
  }
}
