/**
 * The JSON Schema of the document that clients get as `application/json` and `application/problem+json` (RFC 9457). It uses only keywords
 * that mean the same in JSON Schema 2020-12, OpenAPI 3.0 and OpenAPI 3.1.
 */
export const documentSchema = {
  title: 'InsufficientStorage',
  description:
    'The server has no room to store the request now (RFC 4918, section 11.5). The members of a problem document (RFC 9457) and extension members.',
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'error', 'reason', 'requestId', 'temporary'],
  properties: {
    type: {
      type: 'string',
      format: 'uri',
      description: 'The problem type. `about:blank` means that the status describes the problem.',
    },
    title: { type: 'string', enum: ['Insufficient Storage'] },
    status: { type: 'integer', enum: [507] },
    detail: { type: 'string', description: 'One sentence for a person.' },
    error: { type: 'string', enum: ['insufficient_storage'], description: 'Identifies this error.' },
    reason: {
      type: 'string',
      enum: ['capacity', 'quota'],
      description:
        '`capacity`: the server has no room. `quota`: the storage allotted to the account is used up (RFC 4331, section 6).',
    },
    requestId: {
      type: 'string',
      pattern: '^[A-Za-z0-9._~:+/=@-]{1,128}$',
      description: 'Identifies the request in the logs of the server.',
    },
    temporary: { type: 'boolean', description: 'Whether the shortage is expected to clear by itself.' },
    retryAfter: {
      type: 'integer',
      minimum: 0,
      description: 'The number of seconds until the server expects to have room.',
    },
    usedBytes: {
      type: 'integer',
      minimum: 0,
      description: 'The bytes that the account uses. Only with reason `quota`.',
    },
    quotaBytes: {
      type: 'integer',
      minimum: 0,
      description: 'The bytes that the account may use. Only with reason `quota`.',
    },
  },
} as const;
