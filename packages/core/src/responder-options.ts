import type { ExhaustedEvent } from './exhausted-event.ts';
import { MEDIA_TYPES, type MediaType } from './negotiate.ts';
import type { RecognitionRule } from './recognition-rule.ts';
import { render } from './render.ts';
import { DETAILS, type Details, serializeStorageExhausted } from './serialize-storage-exhausted.ts';
import { StorageExhaustedError } from './storage-exhausted-error.ts';

/** What a responder can be told, every member optional. */
export interface ResponderOptions<Request = unknown> {
  /** The problem type's URI, absolute (RFC 9457, section 3.1.1); `about:blank` by default. */
  readonly type?: string | undefined;
  /** The sentence that clients read, for one reason or for both. */
  readonly detail?: Partial<Details> | undefined;
  /** The media type for a client that asks for none in particular; `application/json` by default. */
  readonly defaultType?: MediaType | undefined;
  /**
   * Returns the request's id, 1 to 128 characters of `A-Z a-z 0-9 . _ ~ : + / = @ -`. When it returns anything else,
   * or throws, the next source is asked: the framework, `X-Request-Id`, `traceparent`, a new UUID.
   */
  readonly requestId?: ((request: Request) => unknown) | undefined;
  /** Further rules, tried before those for the backends; `false` to recognize a StorageExhaustedError only. */
  readonly recognize?: readonly RecognitionRule[] | false | undefined;
  /** Called after each response and not awaited; what it throws, or rejects with, is dropped. */
  readonly onExhausted?: ((event: ExhaustedEvent) => unknown) | undefined;
}

/** ResponderOptions once checked and completed. */
export interface Settings<Request> {
  readonly type: string;
  readonly detail: Details;
  readonly defaultType: MediaType;
  readonly requestId: ((request: Request) => unknown) | undefined;
  readonly recognize: readonly RecognitionRule[] | false;
  readonly onExhausted: ((event: ExhaustedEvent) => unknown) | undefined;
}

/** In bytes: small enough for one packet, and below the 1024 from which on compression middleware touches it. */
const MAX_BODY_LENGTH = 1023;

/**
 * Returns the options checked, copied and completed.
 *
 * @throws TypeError that names the member which is unknown or invalid
 */
export function checkOptions<Request>(options: ResponderOptions<Request>): Settings<Request> {
  expect(isObject(options), 'options', 'an object');
  const {
    type = 'about:blank',
    detail,
    defaultType = 'application/json',
    requestId,
    recognize = [],
    onExhausted,
    ...unknown
  } = options;
  expectNone(unknown, 'options');
  expect(isUri(type), 'options.type', 'an absolute URI');
  expect(MEDIA_TYPES.includes(defaultType), 'options.defaultType', `one of ${MEDIA_TYPES.join(', ')}`);
  expect(isOptionalFunction(requestId), 'options.requestId', 'a function');
  expect(isOptionalFunction(onExhausted), 'options.onExhausted', 'a function');
  expect(
    recognize === false || (Array.isArray(recognize) && [...recognize].every(isFunction)),
    'options.recognize',
    'false or a list of functions',
  );
  const settings: Settings<Request> = {
    type,
    detail: checkDetail(detail),
    defaultType,
    requestId,
    recognize: recognize && [...recognize],
    onExhausted,
  };
  checkBodyLength(settings);
  return settings;
}

function checkDetail(given: Partial<Details> = {}): Details {
  expect(isObject(given), 'options.detail', 'an object');
  const { capacity = DETAILS.capacity, quota = DETAILS.quota, ...unknown } = given;
  expectNone(unknown, 'options.detail');
  const detail = { capacity, quota };
  for (const [reason, sentence] of Object.entries(detail)) {
    expect(typeof sentence === 'string' && sentence.trim() !== '', `options.detail.${reason}`, 'a sentence');
  }
  return detail;
}

/** Every body is as long as its longest request id and figures make it, so this is known beforehand. */
function checkBodyLength({ type, detail }: Settings<never>): void {
  const largest = Number.MAX_SAFE_INTEGER;
  const usage = { usedBytes: largest, quotaBytes: largest };
  for (const reason of ['capacity', 'quota'] as const) {
    for (const mediaType of MEDIA_TYPES) {
      const error = new StorageExhaustedError({
        reason,
        // In JSON `false` is the longer one, for a person `temporary`.
        temporary: !mediaType.endsWith('json'),
        retryAfter: largest,
        ...(reason === 'quota' && { usage }),
      });
      const document = serializeStorageExhausted(error, { requestId: 'x'.repeat(128), type, detail });
      const { length } = new TextEncoder().encode(render(document, mediaType));
      expect(
        length <= MAX_BODY_LENGTH,
        `options.detail.${reason}`,
        `shorter: with options.type, ${mediaType} could take ${length} of ${MAX_BODY_LENGTH} bytes`,
      );
    }
  }
}

function expectNone(unknown: object, parent: string): void {
  for (const name of Object.keys(unknown)) throw new TypeError(`${parent}.${name} is not an option`);
}

function expect(valid: boolean, member: string, expected: string): asserts valid {
  if (!valid) throw new TypeError(`${member} must be ${expected}`);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function';
}

function isOptionalFunction(value: unknown): boolean {
  return value === undefined || isFunction(value);
}

function isUri(value: unknown): boolean {
  return typeof value === 'string' && /^[!#-;=?-Z[\]_a-z~]+$/.test(value) && URL.canParse(value);
}
