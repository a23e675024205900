/** Why there is no room (RFC 4331): the server's room, or the room of this account. */
export type Reason = 'capacity' | 'quota';

/** When the server expects to have room again. */
export interface RetryAfter {
  /** Whole seconds from the moment the response was read. */
  readonly seconds: number;
  readonly date: Date;
}

/**
 * Why a request must not be sent again without a user's action: `quota` (only the user can make room), `lasting` (the server expects no room), `method`
 * (it is not idempotent and has no `Idempotency-Key`) or `body` (it is a stream, which can be read only once).
 */
export type Obstacle = 'quota' | 'lasting' | 'method' | 'body';

/** What a 507 response says. All members except `temporary` are absent if the response does not have them. */
export interface InsufficientStorageFacts {
  readonly reason?: Reason | undefined;
  readonly temporary: boolean;
  readonly retryAfter?: RetryAfter | undefined;
  readonly usedBytes?: number | undefined;
  readonly quotaBytes?: number | undefined;
  readonly requestId?: string | undefined;
  readonly detail?: string | undefined;
  readonly obstacle?: Obstacle | undefined;
}

/** Marks the prototype, so that errors created by another copy of this package or its other module format are recognized. */
const BRAND = Symbol.for('http507.InsufficientStorageError');

/** An error for requests that were answered with 507 Insufficient Storage (RFC 4918, section 11.5). */
export class InsufficientStorageError extends Error implements InsufficientStorageFacts {
  /** 507. */
  declare readonly status: 507;
  /** Whose room is used up. Undefined if the response does not say it. */
  declare readonly reason?: Reason;
  /** Whether the shortage is expected to end without action by the client. If the response does not say it: true except for a quota. */
  declare readonly temporary: boolean;
  /** When the server expects to have room again. */
  declare readonly retryAfter?: RetryAfter;
  /** The bytes that the account has stored. */
  declare readonly usedBytes?: number;
  /** The bytes that the account may store. */
  declare readonly quotaBytes?: number;
  /** The id under which the server's log has this request. */
  declare readonly requestId?: string;
  /** The server's sentence for a person, at most 500 characters. It is the server's text: show it as text, never as HTML. */
  declare readonly detail?: string;
  /** Why the request must not be sent again without a user's action. Undefined if it may be. */
  declare readonly obstacle?: Obstacle;

  /**
   * @param facts - what the response says
   * @param options - as of Error
   */
  constructor(facts: InsufficientStorageFacts, options?: ErrorOptions) {
    super(`Insufficient storage${facts.obstacle ? ` (no retry: ${facts.obstacle})` : ''}`, options);
    for (const name in facts) {
      const value = facts[name as keyof InsufficientStorageFacts];
      if (value !== undefined) Reflect.set(this, name, value);
    }
  }

  /** Whether the request may be sent again without a user's action, in so far as the response and the request are known. */
  get mayRetry(): boolean {
    return !this.obstacle;
  }
}

Object.assign(InsufficientStorageError.prototype, {
  name: 'InsufficientStorageError',
  status: 507,
  [BRAND]: true,
});

/** Returns whether a value is an InsufficientStorageError, including one created by another copy of this package. Never throws. */
export function isInsufficientStorageError(thrown: unknown): thrown is InsufficientStorageError {
  try {
    return (thrown as { [BRAND]?: unknown } | undefined)?.[BRAND] === true;
  } catch {
    return false;
  }
}
