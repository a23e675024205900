/**
 * Says that a ledger could not be asked, or did not answer in time, so that nobody knows whether there is room: HTTP 503
 * (RFC 9110, section 15.6.4), and not 507.
 */
export class LedgerUnavailableError extends Error {
  /** 503. */
  readonly status = 503;
  /** 503. */
  readonly statusCode = 503;
  /** What the ledger's driver has thrown; for logs only. */
  declare readonly ledgerError: unknown;

  /** @param ledgerError - what the ledger's driver has thrown */
  constructor(ledgerError: unknown) {
    // Public: frameworks send the message of a 503 to clients.
    super('Storage cannot be allotted right now');
    // Not as `cause`: a ledger that is out of room itself would make this a 507. Not enumerable, so that nobody sends it.
    Object.defineProperty(this, 'ledgerError', { value: ledgerError });
  }
}

Object.defineProperty(LedgerUnavailableError.prototype, 'name', {
  value: 'LedgerUnavailableError',
  writable: true,
  configurable: true,
});
