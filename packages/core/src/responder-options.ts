import type { ExhaustedEvent } from './exhausted-event.ts';
import { MEDIA_TYPES, type MediaType } from './negotiate.ts';
import type { RecognitionRule } from './recognition-rule.ts';
import { render } from './render.ts';
import { createDocument, DETAILS, type Details } from './serialize-storage-exhausted.ts';

/** Options of createResponder. All are optional. */
export interface ResponderOptions<Request = unknown> {
  /** The problem type, an absolute URI (RFC 9457, section 3.1.1). Default: `about:blank`. */
  readonly type?: string | undefined;
  /** The sentence that clients read, for one or both reasons. */
  readonly detail?: Partial<Details> | undefined;
  /** The media type for clients that do not ask for one. Default: `application/json`. */
  readonly defaultType?: MediaType | undefined;
  /**
   * Returns the request id, 1 to 128 characters of `A-Z a-z 0-9 . _ ~ : + / = @ -`. If it throws or returns anything else, the
   * next source is used: the framework, `X-Request-Id`, `traceparent`, a new UUID.
   */
  readonly requestId?: ((request: Request) => unknown) | undefined;
  /** Rules that run before those for the backends, or `false` to recognize only StorageExhaustedError. */
  readonly recognize?: readonly RecognitionRule[] | false | undefined;
  /** Called after each response. Not awaited. Errors that it throws or rejects with are ignored. */
  readonly onExhausted?: ((event: ExhaustedEvent) => unknown) | undefined;
}

/** ResponderOptions after checks, with defaults. */
export interface Settings<Request> {
  readonly type: string;
  readonly detail: Details;
  readonly defaultType: MediaType;
  readonly requestId: ((request: Request) => unknown) | undefined;
  readonly recognize: readonly RecognitionRule[] | false;
  readonly onExhausted: ((event: ExhaustedEvent) => unknown) | undefined;
}

/** In bytes. Small enough for one packet, and below 1024, from which compression middleware compresses bodies. */
const MAX_BODY_LENGTH = 1021;

/**
 * Checks options and returns a copy with defaults.
 *
 * @throws TypeError with the name of an unknown or invalid option
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
    'false or an array of functions',
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

/** Checks the longest body that each reason and media type can have, with the longest request id and the largest numbers. */
function checkBodyLength(settings: Settings<never>): void {
  const retryAfter = 9e15;
  const error = { usage: { usedBytes: retryAfter, quotaBytes: retryAfter } };
  const requestId = 'x'.repeat(128);
  for (const reason of ['capacity', 'quota'] as const) {
    for (const mediaType of MEDIA_TYPES) {
      // `false` is the longer word in JSON, `temporary` in text.
      const document = createDocument({ error, reason, temporary: false, retryAfter, requestId }, settings);
      const { length } = new TextEncoder().encode(render(document, mediaType));
      expect(
        length <= MAX_BODY_LENGTH,
        `options.detail.${reason}`,
        `shorter: a body could have ${length} of 1021 bytes`,
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
