import { createResponder, type ResponderOptions, StorageExhaustedError } from '@http507/core';

import { documentSchema } from './document-schema.ts';

/** Options of insufficientStorageResponse: those of the adapter that change what clients read. All are optional. */
export type InsufficientStorageResponseOptions = Pick<ResponderOptions, 'type' | 'detail'>;

/** A media type of the response. */
export interface MediaTypeObject {
  readonly schema: object;
  readonly examples: Readonly<Record<string, { readonly summary: string; readonly value: unknown }>>;
}

/** A Response Object of OpenAPI 3.0 and 3.1. */
export interface InsufficientStorageResponse {
  readonly description: string;
  readonly headers: Readonly<Record<string, object>>;
  readonly content: Readonly<Record<string, MediaTypeObject>>;
}

const MEDIA_TYPES = ['application/json', 'application/problem+json', 'text/html', 'text/plain'];

const EXAMPLES = {
  capacity: { summary: 'The server has no room', error: new StorageExhaustedError({ retryAfter: 120 }) },
  quota: {
    summary: 'The quota of the account is used up',
    error: new StorageExhaustedError({
      reason: 'quota',
      usage: { usedBytes: 10_485_000, quotaBytes: 10_485_760 },
    }),
  },
};

const HEADERS = {
  'Cache-Control': {
    description: 'Caches must not store a 507.',
    required: true,
    schema: { type: 'string', enum: ['no-store'] },
  },
  'X-Request-Id': {
    description: 'Identifies the request in the logs of the server.',
    required: true,
    schema: { type: 'string', maxLength: 128 },
  },
  'X-Content-Type-Options': { required: true, schema: { type: 'string', enum: ['nosniff'] } },
  Vary: { description: 'Contains `Accept`.', required: true, schema: { type: 'string' } },
  'Retry-After': {
    description: 'The number of seconds until the server expects to have room. Absent if it does not know.',
    schema: { type: 'integer', minimum: 0 },
  },
};

/**
 * Returns the 507 response as a Response Object of OpenAPI: its headers, its four media types with examples, and its schema. It refers to
 * nothing, so it can stand in any document.
 *
 * @param options - the options of the adapter, so that the examples show what your clients get
 * @throws TypeError with the name of an unknown or invalid option
 */
export function insufficientStorageResponse(
  options: InsufficientStorageResponseOptions = {},
): InsufficientStorageResponse {
  return responseWith(documentSchema, options);
}

/** Returns the response with this schema for its JSON media types. */
export function responseWith(
  schema: object,
  options: InsufficientStorageResponseOptions,
): InsufficientStorageResponse {
  const responder = createResponder(options);
  const exampleOf = (error: StorageExhaustedError, accept: string): unknown => {
    const facts = { request: undefined, method: 'PUT', accept, id: '9f0c' };
    const { body } = responder.reply(responder.describe(error, facts), facts);
    return accept.endsWith('json') ? JSON.parse(body) : body;
  };
  const content = MEDIA_TYPES.map((mediaType): [string, MediaTypeObject] => [
    mediaType,
    {
      schema: mediaType.endsWith('json') ? schema : { type: 'string' },
      examples: Object.fromEntries(
        Object.entries(EXAMPLES).map(([reason, { summary, error }]) => [
          reason,
          { summary, value: exampleOf(error, mediaType) },
        ]),
      ),
    },
  ]);
  return {
    description: 'Insufficient Storage: the server has no room to store the request now.',
    headers: HEADERS,
    content: Object.fromEntries(content),
  };
}
