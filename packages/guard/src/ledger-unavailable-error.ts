/**
 * A ledger failed or did not answer in time, so nobody knows whether there is room: HTTP 503 (RFC 9110, section 15.6.4), not 507.
 */
export class LedgerUnavailableError extends Error {
  /** 503. */
  readonly status = 503;
  /** 503. */
  readonly statusCode = 503;
  /** The error of the ledger's driver. For logs only. */
  declare readonly ledgerError: unknown;

  /** @param ledgerError - the error of the ledger's driver */
  constructor(ledgerError: unknown) {
    // The message is public: some frameworks send it to clients.
    super('Storage cannot be allotted right now');
    // Not `cause`, because a ledger that is itself full would turn this into a 507. Not enumerable, so that it is not serialized.
    Object.defineProperty(this, 'ledgerError', { value: ledgerError });
  }
}

Object.defineProperty(LedgerUnavailableError.prototype, 'name', {
  value: 'LedgerUnavailableError',
  writable: true,
  configurable: true,
});
