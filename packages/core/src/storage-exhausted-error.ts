import { BRAND } from './brand.ts';
import type { Kind, Reason, StorageFacts, Usage } from './facts.ts';
import { parseAnything, parseKind, parseText, parseUsage, readFact } from './parse-facts.ts';
import { readPublicFacts } from './public-facts.ts';

/** Options of StorageExhaustedError. All are optional. */
export interface StorageExhaustedOptions extends StorageFacts {
  /** The underlying error. For logs only. */
  readonly cause?: unknown;
}

/** The facts that must not be enumerable. */
interface InternalFacts {
  readonly note: string | undefined;
  readonly kind: Kind | undefined;
  readonly resource: string | undefined;
  readonly invalid: readonly string[];
}

const MESSAGE = 'Insufficient storage';

/**
 * An error for requests that fail because storage is exhausted (HTTP 507, RFC 4918, section 11.5).
 *
 * The message is always "Insufficient storage", because frameworks send messages to clients. The note goes to the log. The
 * constructor never throws: it ignores invalid options and lists their names in `invalid`.
 */
export class StorageExhaustedError extends Error {
  /** Why storage is exhausted. */
  readonly reason: Reason;
  /** Whether the shortage is expected to end without action by the client. */
  readonly temporary: boolean;
  /** 507. */
  declare readonly status: 507;
  /** 507. */
  declare readonly statusCode: 507;
  /** False, so that code written for http-errors does not send the message to clients. */
  declare readonly expose: false;
  /** When to retry, in whole seconds or as a Date. */
  declare readonly retryAfter?: number | Date;
  /** The account's usage. Only with reason `quota`. */
  declare readonly usage?: Usage;

  // Private, behind getters on the prototype: never enumerable, and faster than Object.defineProperty.
  readonly #internal: InternalFacts;

  /**
   * @param note - a description for the operator; for logs only
   * @param options - facts about the shortage
   */
  constructor(note?: string, options?: StorageExhaustedOptions);
  /** @param options - facts about the shortage */
  constructor(options?: StorageExhaustedOptions);
  constructor(noteOrOptions?: unknown, maybeOptions?: unknown) {
    // First, because V8 takes longer to capture the stack when more values are live in this frame.
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
    this.#internal = {
      kind: readFact(options, 'kind', parseKind, invalid) ?? (isQuota ? 'quota' : undefined),
      resource: readFact(options, 'resource', parseText, invalid),
      note: readFact(given, 'note', parseText, invalid),
      invalid,
    };
  }

  /** A description for the operator. For logs only. */
  get note(): string | undefined {
    return this.#internal.note;
  }

  /** The kind of storage that ran out. For logs and metrics only. */
  get kind(): Kind | undefined {
    return this.#internal.kind;
  }

  /** The volume, bucket or table that ran out. For logs only. */
  get resource(): string | undefined {
    return this.#internal.resource;
  }

  /** The names of arguments that were ignored because they were invalid. For logs only. */
  get invalid(): readonly string[] {
    return this.#internal.invalid;
  }
}

// Not enumerable, because loggers and serializers copy enumerable members. Writable, because Koa's error handler assigns a status,
// and an exception there would end the process.
define(StorageExhaustedError.prototype, 'name', 'StorageExhaustedError', false);
define(StorageExhaustedError.prototype, 'status', 507, false);
define(StorageExhaustedError.prototype, 'statusCode', 507, false);
define(StorageExhaustedError.prototype, 'expose', false, false);
Object.defineProperty(StorageExhaustedError.prototype, BRAND, { value: true });

/** Defines a member unless the value is undefined. Unlike an assignment, this does not throw if a subclass has a getter of that name. */
function define(error: Error, name: string, value: unknown, enumerable = true): void {
  if (value === undefined) return;
  Object.defineProperty(error, name, { value, writable: true, enumerable, configurable: true });
}

/** Rejects an error instead of the options: the caller meant `{ cause: error }`. */
function parseOptions(value: unknown): object | null | undefined {
  return typeof value === 'object' && !(value instanceof Error) ? value : undefined;
}

function parseNothing(): undefined {
  return undefined;
}
