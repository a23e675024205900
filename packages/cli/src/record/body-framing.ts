/** Separates the body from what follows it (RFC 9112, section 6.3). */
export interface BodyFraming {
  /** Whether the body is complete. */
  readonly done: boolean;
  /** Whether the end of the connection completes the body. */
  readonly endsWithConnection: boolean;
  /** Takes bytes of the connection. Returns those of the body, and how many came after it. */
  push(bytes: Buffer): { body: readonly Buffer[]; extra: number };
}
