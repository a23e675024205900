import { BRAND } from './brand.ts';
import type { Kind, Reason, StorageFacts, Usage } from './facts.ts';
import { parseAnything, parseKind, parseText, parseUsage, readFact } from './parse-facts.ts';
import { readPublicFacts } from './public-facts.ts';

/** What StorageExhaustedError takes besides its note, every member optional. */
export interface StorageExhaustedOptions extends StorageFacts {
  /** The error underneath; for logs only. */
  readonly cause?: unknown;
}

const MESSAGE = 'Insufficient storage';

/**
 * Says that the server cannot store something now, because there is no room (HTTP 507, RFC 4918, section 11.5).
 *
 * The message is always "Insufficient storage", because frameworks send messages to clients; the note goes to the
 * logs. The constructor never throws: what is invalid is left out and named in `invalid`.
 */
export class StorageExhaustedError extends Error {
  /** Whose room ran out. */
  readonly reason: Reason;
  /** Whether the shortage is expected to clear by itself. */
  readonly temporary: boolean;
  /** 507. */
  declare readonly status: 507;
  /** 507. */
  declare readonly statusCode: 507;
  /** False: code that knows http-errors keeps the message to itself. */
  declare readonly expose: false;
  /** When to try again, in whole seconds or as a Date. */
  declare readonly retryAfter?: number | Date;
  /** The account's figures, with reason `quota` only. */
  declare readonly usage?: Usage;

  // Private behind getters of the prototype: never enumerable, and faster than Object.defineProperty.
  readonly #note: string | undefined;
  readonly #kind: Kind | undefined;
  readonly #resource: string | undefined;
  readonly #invalid: readonly string[];

  /**
   * @param note - what happened, in the operator's words; for logs only
   * @param options - what is known about the shortage
   */
  constructor(note?: string, options?: StorageExhaustedOptions);
  /** @param options - what is known about the shortage */
  constructor(options?: StorageExhaustedOptions);
  constructor(noteOrOptions?: unknown, maybeOptions?: unknown) {
    // Before anything is read: the more is alive in this frame, the longer V8 takes to capture the stack.
    super(MESSAGE);
    const invalid: string[] = [];
    const optionsAlone = typeof noteOrOptions === 'object' && maybeOptions === undefined;
    const given = optionsAlone ? { options: noteOrOptions } : { note: noteOrOptions, options: maybeOptions };
    const options = readFact(given, 'options', parseOptions, invalid) ?? {};
    const { reason, temporary, retryAfter } = readPublicFacts(options, invalid);
    const isQuota = reason === 'quota';
    this.reason = reason;
    this.temporary = temporary;
    define(this, 'cause', readFact(options, 'cause', parseAnything, invalid), false);
    define(this, 'retryAfter', retryAfter);
    define(this, 'usage', readFact(options, 'usage', isQuota ? parseUsage : parseNothing, invalid));
    this.#kind = readFact(options, 'kind', parseKind, invalid) ?? (isQuota ? 'quota' : undefined);
    this.#resource = readFact(options, 'resource', parseText, invalid);
    this.#note = readFact(given, 'note', parseText, invalid);
    this.#invalid = invalid;
  }

  /** What happened, in the operator's words; for logs only. */
  get note(): string | undefined {
    return this.#note;
  }

  /** The kind of storage that ran out; for logs and metrics only. */
  get kind(): Kind | undefined {
    return this.#kind;
  }

  /** Which volume, bucket or table ran out; for logs only. */
  get resource(): string | undefined {
    return this.#resource;
  }

  /** The names of the arguments that were left out because they were invalid; for logs only. */
  get invalid(): readonly string[] {
    return this.#invalid;
  }
}

// Not enumerable, because an error's own members are what loggers and serializers copy; but writable, because Koa's own
// error handler assigns a status, and where that throws it takes the process along.
Object.defineProperties(StorageExhaustedError.prototype, {
  name: { value: 'StorageExhaustedError', writable: true, configurable: true },
  status: { value: 507, writable: true, configurable: true },
  statusCode: { value: 507, writable: true, configurable: true },
  expose: { value: false, writable: true, configurable: true },
  [BRAND]: { value: true },
});

/** Defines a member that there is. Unlike an assignment, it does not throw where a subclass has a getter of that name. */
function define(error: Error, name: string, value: unknown, enumerable = true): void {
  if (value === undefined) return;
  Object.defineProperty(error, name, { value, writable: true, enumerable, configurable: true });
}

/** An error in their place is a mistake, the cause that somebody forgot to name. */
function parseOptions(value: unknown): object | null | undefined {
  return typeof value === 'object' && !(value instanceof Error) ? value : undefined;
}

function parseNothing(): undefined {
  return undefined;
}
